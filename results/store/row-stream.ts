import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api';
import type { SqlQuery } from '../query/sql.ts';
import { type QuestionLimits, withDeadline } from './deadline.ts';
import { typesOf } from './value-types.ts';

/** How rows are asked for, besides the statement. */
export interface StreamOptions<Batch> {
  /** What is run before on the same connection. */
  readonly before: readonly string[];
  /** What becomes of an answer. */
  readonly batchesOf: (result: DuckDBResult) => AsyncIterable<Batch>;
}

/** What a stream needs of its database. */
export interface RowSource {
  connect(): Promise<DuckDBConnection>;
  /** Of the next rows. */
  readonly limits: QuestionLimits;
  /** DuckDB's error in our own words. */
  translated(error: unknown): Error;
  onClose(): void;
}

/**
 * The rows of one question in batches, read no faster than they are asked for; its connection is its own and is closed at
 * the end. It can be broken off from outside: its reader then gets the reason in place of the next rows.
 */
export class RowStream<Batch> implements AsyncIterableIterator<Batch> {
  readonly #query: SqlQuery;
  readonly #options: StreamOptions<Batch>;
  readonly #source: RowSource;
  #connection: DuckDBConnection | null = null;
  /** `null` before the first row, and once it was read to its end. */
  #result: DuckDBResult | null = null;
  #rows: AsyncIterator<Batch> | null = null;
  #lastStep: Promise<unknown> = Promise.resolve();
  #failure: unknown = null;
  #isOver = false;

  constructor(query: SqlQuery, source: RowSource, options: StreamOptions<Batch>) {
    this.#query = query;
    this.#options = options;
    this.#source = source;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Batch>> {
    return this.#inTurn(async () => {
      if (this.#failure !== null) {
        const failure = this.#failure;
        this.#failure = null;
        throw failure;
      }
      if (this.#isOver) return { done: true, value: undefined };
      try {
        this.#connection ??= await this.#source.connect();
        const work = async () => {
          this.#rows ??= await this.#start(this.#connection!);
          return this.#rows.next();
        };
        const step = await withDeadline(this.#connection, this.#source.limits, work);
        if (step.done) {
          this.#result = null;
          await this.#requireWhole();
          await this.#close();
        }
        return step;
      } catch (error) {
        await this.#close();
        throw this.#source.translated(error);
      }
    });
  }

  return(): Promise<IteratorResult<Batch>> {
    return this.#inTurn(async () => {
      await this.#close();
      return { done: true, value: undefined };
    });
  }

  /** Ends the question after the step under way. */
  breakOff(reason: Error): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#isOver) return;
      this.#failure = reason;
      await this.#close();
    });
  }

  /** DuckDB works on one call of a connection at a time, and must not be closed in the midst of one. */
  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = this.#lastStep.then(step);
    this.#lastStep = turn.catch(() => undefined);
    return turn;
  }

  async #start(connection: DuckDBConnection): Promise<AsyncIterator<Batch>> {
    const { before, batchesOf } = this.#options;
    for (const statement of before) await connection.run(statement);
    await connection.run('BEGIN TRANSACTION READ ONLY');
    const { sql, values } = this.#query;
    this.#result = await connection.stream(sql, { ...values }, typesOf(values));
    return batchesOf(this.#result)[Symbol.asyncIterator]();
  }

  /** The driver ends an answer that fails in the midst of it like one that is whole; but then its transaction takes nothing more. */
  async #requireWhole(): Promise<void> {
    try {
      await this.#connection?.run('SELECT 1');
    } catch (cause) {
      throw new Error('the answer broke off before its last row', { cause });
    }
  }

  async #close(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    try {
      if (this.#result) await this.#letGo(this.#result);
    } finally {
      this.#connection?.closeSync();
      this.#source.onClose();
    }
  }

  /**
   * Gives up an answer in the midst of it. Until its end is read it holds the database open and keeps what it spilled to disk;
   * interrupted, it has but a few chunks left.
   */
  async #letGo(result: DuckDBResult): Promise<void> {
    this.#connection?.interrupt();
    for (let rowCount = 1; rowCount > 0; ) {
      rowCount = (await result.fetchChunk().catch(() => null))?.rowCount ?? 0; // it may have failed before
    }
  }
}
