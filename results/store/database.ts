import { randomBytes } from 'node:crypto';
import type {
  DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  DuckDBResult,
  DuckDBValueConverter,
  Json,
} from '@duckdb/node-api';
import { type FramefleetError, messageOf, StoreError } from '../../shared/errors.ts';
import type { SqlQuery } from '../query/sql.ts';
import { CalmCheckpoint } from './calm-checkpoint.ts';
import { type QuestionLimits, withDeadline } from './deadline.ts';
import { failureOf, isFatal } from './duckdb-errors.ts';
import { NameMemory } from './name-memory.ts';
import { type DatabaseOptions, openInstance } from './open-instance.ts';
import { chunksOf, rowObjectsOf } from './row-objects.ts';
import { RowStream, type StreamOptions } from './row-stream.ts';
import { isDamage, readableTables } from './salvage.ts';

const DEFAULT_QUESTION_MS = 600_000;

/** A database on behalf of somebody who asks. */
export type AskedDatabase = Pick<Database, 'read' | 'stream' | 'write' | 'close'>;
export type ReadDatabase = Omit<AskedDatabase, 'write'>;

interface RowOptions {
  readonly before?: readonly string[];
  readonly convert?: DuckDBValueConverter<Json>;
  readonly translated?: (error: unknown) => FramefleetError | null;
  readonly hasLeft?: AbortSignal;
}

/** One DuckDB file: transactions one after the other, readers beside them. */
export class Database {
  readonly #options: DatabaseOptions;
  readonly #names: NameMemory;
  readonly #calm: CalmCheckpoint;
  /** Opened once, however many wait for it; `null` after a fatal error, until somebody asks again. */
  #instance: Promise<DuckDBInstance> | null;
  #writer: DuckDBConnection | null = null;
  #lastWrite: Promise<unknown> = Promise.resolve();
  readonly #streams = new Set<Pick<RowStream<unknown>, 'breakOff'>>();
  /** Settles when nothing of an instance that was given up is in use any more. */
  #letGo: Promise<void> = Promise.resolve();
  #isClosed = false;
  readonly #opening = randomBytes(8).toString('base64url');
  #transactions = 0;

  private constructor(options: DatabaseOptions, instance: DuckDBInstance) {
    this.#options = options;
    this.#names = new NameMemory(options.path);
    this.#calm = new CalmCheckpoint(options.path, () => this.#checkpoint());
    this.#instance = Promise.resolve(instance);
  }

  /**
   * Opens the file; unless read-only, makes it and its folder where they are missing.
   *
   * @throws {StoreError} `STORE_UNWRITABLE` (damaged, not writable), `STORE_LOCKED`, `STORE_TOO_NEW`, `STORE_UNREACHABLE` (read-only and absent)
   */
  static async open(options: DatabaseOptions): Promise<Database> {
    return new Database(options, await openInstance(options));
  }

  /** Another one whenever something may have been stored since: what is read later is of this version or a newer one. */
  get version(): string {
    return `${this.#opening}.${this.#transactions}`;
  }

  #limits(hasLeft: AbortSignal | undefined): QuestionLimits {
    return { limitMs: this.#options.questionMs ?? DEFAULT_QUESTION_MS, hasLeft };
  }

  /**
   * Runs queries on a connection of their own, all of which see what was committed before the first. A transaction even for one:
   * DuckDB plans it by what columns hold at that time, and by itself it would see rows that were committed since, and read them wrong.
   *
   * @param hasLeft - aborted when whoever asked has left: they are broken off
   * @throws {QueryError} `QUERY_TOO_LARGE` when they take more time, memory or disk than they may, or when whoever asked has left
   */
  async read<T>(work: (connection: DuckDBConnection) => Promise<T>, hasLeft?: AbortSignal): Promise<T> {
    const connection = await this.#connect();
    const instance = this.#instance;
    try {
      const steps = { begin: () => connection.run('BEGIN TRANSACTION READ ONLY'), work: () => work(connection) };
      return await withDeadline(connection, this.#limits(hasLeft), () => this.#names.whileReading(connection, steps));
    } catch (error) {
      const saved = isDamage(error) ? await this.#readable(connection).catch(() => null) : null;
      if (isFatal(error)) void this.#afterWrites(() => this.#forget(instance, 'was opened anew'));
      throw failureOf('read', this.#options.path, error, saved);
    } finally {
      connection.closeSync();
    }
  }

  /**
   * Rows in batches, as plain objects; taken from the file as they are asked for.
   *
   * @param options.before - what is run before on the same connection
   * @param options.convert - what becomes of a value; otherwise what the driver makes of it
   * @param options.translated - an error of the statement in our own words; `null` where it is none of the statement's
   * @param options.hasLeft - as of `read`
   */
  stream(
    query: SqlQuery,
    { before = [], convert, ...limits }: RowOptions = {},
  ): AsyncIterableIterator<Record<string, unknown>[]> {
    const batchesOf = (result: DuckDBResult) =>
      convert ? result.yieldConvertedRowObjects(convert) : rowObjectsOf(result);
    return this.#open(query, { before, batchesOf }, limits);
  }

  /** The same database for somebody who asks: what is read for him is broken off once he has left. */
  askedBy(hasLeft: AbortSignal): AskedDatabase {
    return {
      read: (work) => this.read(work, hasLeft),
      stream: (query, options) => this.stream(query, { ...options, hasLeft }),
      write: (work, options) => this.write(work, options),
      close: () => this.close(),
    };
  }

  /** The same rows as DuckDB holds them, for another database of this process: no value is looked at on the way. */
  chunks(query: SqlQuery): AsyncIterableIterator<DuckDBDataChunk> {
    return this.#open(query, { before: [], batchesOf: chunksOf });
  }

  #open<Batch>(
    query: SqlQuery,
    options: StreamOptions<Batch>,
    { hasLeft, translated = () => null }: Pick<RowOptions, 'hasLeft' | 'translated'> = {},
  ): AsyncIterableIterator<Batch> {
    const stream: RowStream<Batch> = new RowStream(
      query,
      {
        connect: () => this.#connect(),
        limits: this.#limits(hasLeft),
        translated: (error) => translated(error) ?? failureOf('read', this.#options.path, error),
        onClose: () => this.#streams.delete(stream),
      },
      options,
    );
    this.#streams.add(stream);
    return stream;
  }

  /**
   * Runs `work` as one transaction, after those asked for before; if it throws, nothing of it is stored.
   *
   * @param options - `keepsNames`: it changes none of the names that may be remembered (`remembered`) unless it says so (`changesNames`)
   * @throws {StoreError} `STORE_UNWRITABLE` when DuckDB cannot write; errors of our own pass as they are
   */
  write<T>(work: (connection: DuckDBConnection) => Promise<T>, { keepsNames = false } = {}): Promise<T> {
    return this.#afterWrites(() => this.#transaction(work, keepsNames));
  }

  /** Ends after the transactions under way; may be called twice. */
  close(): Promise<void> {
    return this.#afterWrites(async () => {
      this.#isClosed = true;
      this.#calm.close();
      await this.#forget(this.#instance, 'is closed');
    });
  }

  async #readable(connection: DuckDBConnection): Promise<string> {
    await connection.run('ROLLBACK'); // what has failed takes nothing more
    return readableTables(connection);
  }

  #afterWrites<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#lastWrite.then(work);
    this.#lastWrite = turn.catch(() => undefined);
    return turn;
  }

  async #connect(): Promise<DuckDBConnection> {
    if (this.#isClosed) throw new StoreError('STORE_UNREACHABLE', `The store \`${this.#options.path}\` is closed.`);
    this.#instance ??= this.#reopen();
    return (await this.#instance).connect();
  }

  async #reopen(): Promise<DuckDBInstance> {
    try {
      await this.#letGo;
      return await openInstance(this.#options);
    } catch (error) {
      this.#instance = null;
      throw error;
    }
  }

  async #transaction<T>(work: (connection: DuckDBConnection) => Promise<T>, areKept: boolean): Promise<T> {
    this.#calm.begin();
    try {
      this.#writer ??= await this.#connect();
      const writer = this.#writer;
      await writer.run('BEGIN');
      const steps = { areKept, work: () => work(writer), commit: () => writer.run('COMMIT') };
      return await this.#names.whileWriting(writer, steps);
    } catch (error) {
      const isUsable = await this.#rollBack();
      if (!isUsable || isFatal(error)) await this.#forget(this.#instance, 'was opened anew');
      throw failureOf('write', this.#options.path, error);
    } finally {
      this.#transactions++;
      this.#calm.end();
    }
  }

  /** Takes the log into the file; while another connection writes, not. @throws {StoreError} `STORE_UNWRITABLE` where that must be told */
  #checkpoint(): Promise<void> {
    return this.#afterWrites(async () => {
      try {
        await this.#writer?.run('CHECKPOINT');
      } catch (error) {
        if (!isFatal(error)) return;
        await this.#forget(this.#instance, 'was opened anew');
        throw failureOf('write', this.#options.path, error);
      }
    });
  }

  /** @returns whether the writer can be used again */
  async #rollBack(): Promise<boolean> {
    try {
      await this.#writer?.run('ROLLBACK');
      return true;
    } catch (error) {
      return /no transaction is active/i.test(messageOf(error));
    }
  }

  /** Lets go of the file. After a fatal error (a full disk, say) DuckDB refuses all work until it is opened anew. */
  async #forget(instance: Promise<DuckDBInstance> | null, why: string): Promise<void> {
    if (instance !== this.#instance) return; // somebody else has done it
    this.#instance = null;
    this.#writer?.closeSync();
    this.#writer = null;
    const reason = new StoreError('STORE_UNWRITABLE', `The store \`${this.#options.path}\` ${why}; ask again.`);
    const brokenOff = [...this.#streams].map((stream) => stream.breakOff(reason));
    const lettingGo = Promise.all([...brokenOff, instance?.then((opened) => opened.closeSync())]);
    this.#letGo = this.#names
      .changing(() => lettingGo)
      .catch(() => undefined) // it could not even be opened
      .then(() => undefined);
    await this.#letGo;
  }
}
