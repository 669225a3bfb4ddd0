import type { SqlRow } from '../../shared/sql.ts';
import type { SqlQuery } from '../query/sql.ts';
import { viewSql } from '../query/sql-views/view.ts';
import { VIEWS_BY_NAME } from '../query/sql-views/views.ts';
import { Database } from '../store/database.ts';
import { rowsOf } from '../store/rows.ts';
import type { Gathering, LakeSource, ViewStatement } from './lake-source.ts';
import type { Scratch } from './scratch.ts';

/**
 * A store that this process has open. Rows go from the one database to the other as DuckDB holds them, two thousand at a time: no value
 * is looked at on the thread that answers and stores.
 */
export class StoreLakeSource implements LakeSource {
  readonly #database: Database;
  #catalog: Promise<string> | null = null;

  /** @param database - closed with it */
  constructor(database: Database) {
    this.#database = database;
  }

  async *rows(statement: ViewStatement): AsyncGenerator<readonly SqlRow[]> {
    yield* this.#database.stream(await this.#query(statement));
  }

  async gather(statement: ViewStatement, { connection }: Scratch, { table, signal }: Gathering): Promise<void> {
    const appender = await connection.createAppender(table);
    try {
      for await (const chunk of this.#database.chunks(await this.#query(statement))) {
        signal.throwIfAborted();
        appender.appendDataChunk(chunk);
      }
    } finally {
      appender.closeSync();
    }
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  async #query({ views, sql }: ViewStatement): Promise<SqlQuery> {
    this.#catalog ??= this.#readCatalog();
    const catalog = await this.#catalog;
    const words = new Set(sql.match(/\w+/g));
    const named = views.map(
      (name) => `${name} AS NOT MATERIALIZED (${viewSql(VIEWS_BY_NAME.get(name)!, words, catalog)})`,
    );
    return { sql: `WITH ${named.join(', ')} ${sql}`, values: {} };
  }

  async #readCatalog(): Promise<string> {
    const query = { sql: 'SELECT current_database() AS catalog', values: {} };
    const [row] = await this.#database.read((connection) => rowsOf<{ catalog: string }>(connection, query));
    return row!.catalog;
  }
}

/**
 * Opens a store's file for a lake; works as long as no service has it open.
 *
 * @throws {StoreError} `STORE_UNREACHABLE` when there is none, `STORE_LOCKED` when a service has it open, `STORE_UNWRITABLE` when it is damaged
 */
export async function openStoreLakeSource(path: string): Promise<LakeSource> {
  return new StoreLakeSource(await Database.open({ path, readOnly: true }));
}
