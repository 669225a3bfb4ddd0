import {
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import { StoreError } from '../../shared/errors.ts';

/** DuckDB's vector size: a data chunk holds no more rows. */
export const ROWS_PER_VECTOR = 2048;

/** Adds many rows to a table, column by column, which is faster than value by value and parses no statement. */
export class ColumnAppender {
  readonly #table: string;
  readonly #appender: DuckDBAppender;
  readonly #types: readonly DuckDBType[];
  #columns: DuckDBValue[][] = [];
  #rowCount = 0;

  private constructor(table: string, appender: DuckDBAppender) {
    this.#table = table;
    this.#appender = appender;
    this.#types = Array.from({ length: appender.columnCount }, (_, index) => appender.columnType(index));
    this.#clear();
  }

  static async create(connection: DuckDBConnection, table: string): Promise<ColumnAppender> {
    return new ColumnAppender(table, await connection.createAppender(table));
  }

  /**
   * @param row - one value for each column of the table, in its order
   * @throws {StoreError} `STORE_UNWRITABLE` when the table has more or fewer columns
   */
  add(row: readonly DuckDBValue[]): void {
    if (row.length !== this.#columns.length) throw this.#otherTable(row.length);
    for (let index = 0; index < row.length; index++) this.#columns[index]!.push(row[index]!);
    if (++this.#rowCount === ROWS_PER_VECTOR) this.#flush();
  }

  /** Writes what is left and ends the appender; the rows belong to the transaction of its connection. */
  close(): void {
    this.#flush();
    this.#appender.closeSync();
  }

  /** Forgets what was added; DuckDB would otherwise write it when the appender is collected, after the rollback. */
  abandon(): void {
    this.#appender.clear();
    this.#clear();
  }

  #otherTable(valueCount: number): StoreError {
    return new StoreError(
      'STORE_UNWRITABLE',
      `Expected the table \`${this.#table}\` to have ${valueCount} columns, got ${this.#columns.length}: another program has changed the store.`,
    );
  }

  #flush(): void {
    if (this.#rowCount === 0) return;
    const chunk = DuckDBDataChunk.create(this.#types, this.#rowCount);
    chunk.setColumns(this.#columns);
    this.#appender.appendDataChunk(chunk);
    this.#clear();
  }

  #clear(): void {
    this.#columns = this.#types.map(() => []);
    this.#rowCount = 0;
  }
}
