import { messageOf, QueryError } from '../../../shared/errors.ts';
import { MAX_ROW_LETTERS, type SqlReader, type SqlRow } from '../../../shared/sql.ts';
import type { ReadStatement } from '../../query/sql-views/read-statement.ts';
import { viewSql } from '../../query/sql-views/view.ts';
import { TRACK_VIEWS, VIEWS_BY_NAME } from '../../query/sql-views/views.ts';
import type { ReadDatabase } from '../database.ts';
import { rowsOf } from '../rows.ts';
import type { TrackMaker } from '../tracks/track-maker.ts';
import { jsonValue } from './json-values.ts';
import { parseSql } from './parse-sql.ts';
import { sqlErrorOf } from './sql-errors.ts';

type Rows = AsyncIterableIterator<readonly SqlRow[]>;

/**
 * Answers SELECTs over views. Each has a connection of its own, on which the views that it names are made, for it alone, of the schema as
 * it is now; then nothing can be written any more (a read-only transaction), and nothing be reached but the store (`openInstance`).
 */
export class DuckDbSql implements SqlReader {
  readonly #database: ReadDatabase;
  readonly #tracks: TrackMaker;

  constructor(database: ReadDatabase, tracks: TrackMaker) {
    this.#database = database;
    this.#tracks = tracks;
  }

  async rows(sql: string): Promise<Rows> {
    const { catalog, ...statement } = await this.#database.read(async (connection) => {
      const [row] = await rowsOf<{ catalog: string }>(connection, {
        sql: 'SELECT current_database() AS catalog',
        values: {},
      });
      return { ...(await parseSql(connection, sql)), catalog: row!.catalog };
    });
    if ([...statement.views].some((name) => TRACK_VIEWS.has(name))) await this.#tracks.makeMissing();
    const ask = (columns: ReadStatement['columns']): Promise<Rows> => {
      const before = [...statement.views].map(
        (name) => `CREATE TEMP VIEW ${name} AS ${viewSql(VIEWS_BY_NAME.get(name)!, columns, catalog)}`,
      );
      const options = { before, convert: jsonValue, translated: sqlErrorOf };
      return begun(this.#database.stream({ sql, values: {} }, options));
    };
    try {
      return await ask(statement.columns);
    } catch (error) {
      // a name that is none: with all columns there DuckDB tells which are near
      if (statement.columns !== null && /Binder Error/.test(messageOf(error))) return ask(null);
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}

/** The same rows once the first are there, so that what is wrong with the statement is known before. */
async function begun(rows: AsyncIterableIterator<Record<string, unknown>[]>): Promise<Rows> {
  let first: IteratorResult<SqlRow[]> | null = await rows.next();
  const begunRows: Rows = {
    [Symbol.asyncIterator]: () => begunRows,
    async next() {
      const step = first ?? (await rows.next());
      first = null;
      const tooLong = step.done ? null : step.value.map(refusalOf).find((refusal) => refusal !== null);
      if (!tooLong) return step;
      await rows.return?.();
      throw tooLong;
    },
    async return() {
      await rows.return?.();
      return { done: true, value: undefined };
    },
  };
  return begunRows;
}

/** Why a row is too long; `null` when it is not. */
function refusalOf(row: SqlRow): QueryError | null {
  const isShort = Object.values(row).every(
    (value) => typeof value !== 'object' && (typeof value !== 'string' || value.length < 1000),
  );
  const letters = isShort ? 0 : JSON.stringify(row).length;
  if (letters < MAX_ROW_LETTERS) return null;
  return new QueryError(
    'QUERY_TOO_LARGE',
    `Expected rows of less than ${MAX_ROW_LETTERS} letters, got one of ${letters}.`,
  );
}
