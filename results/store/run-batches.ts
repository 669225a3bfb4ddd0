import type { DuckDBConnection } from '@duckdb/node-api';
import { remembered } from './name-memory.ts';
import { rowsOf } from './rows.ts';

/** Runs that are asked first. */
const FIRST_RUNS = 8;
/** How many times as many are asked next where nothing was found. */
const GROWTH = 8;
/** How many times as many as seem to be enough. */
const RESERVE = 1.5;

interface Wanted {
  /** `null`: all. */
  readonly runNos: readonly number[] | null;
  readonly limit: number | null;
  readonly isLatestFirst?: boolean;
  /** About how many rows a run has, where that is known. */
  readonly rowsPerRun?: number | null;
}

/**
 * Rows that come run by run, asked of a few runs (or of as many as seem enough) and then of more until there are as many as are
 * wanted: the first hundred of a thousand runs mostly lie in the first few.
 *
 * @param ask - gets runs (`null`: all), and how many rows are wanted of them
 */
export async function inBatchesOfRuns<Row>(
  connection: DuckDBConnection,
  { runNos, limit, isLatestFirst = false, rowsPerRun = null }: Wanted,
  ask: (runNos: readonly number[] | null, limit: number | null) => Promise<Row[]>,
): Promise<Row[]> {
  const all = limit === null ? null : await inOrder(connection, runNos);
  if (limit === null || all === null || all.length <= FIRST_RUNS) return ask(runNos, limit);
  if (isLatestFirst) all.reverse();
  const first = rowsPerRun === null ? FIRST_RUNS : Math.max(FIRST_RUNS, Math.ceil((limit * RESERVE) / rowsPerRun));
  const rows: Row[] = [];
  for (let asked = 0, next = first; asked < all.length && rows.length < limit; ) {
    rows.push(...(await ask(all.slice(asked, asked + next), limit - rows.length)));
    asked += next;
    const missing = limit - rows.length;
    next = rows.length === 0 ? asked * GROWTH : Math.ceil((asked * missing * RESERVE) / rows.length);
  }
  return rows;
}

/** Each run once, the oldest first. */
async function inOrder(connection: DuckDBConnection, runNos: readonly number[] | null): Promise<number[]> {
  return [...new Set(runNos ?? (await allRunNos(connection)))].sort((a, b) => a - b);
}

function allRunNos(connection: DuckDBConnection): Promise<readonly number[]> {
  return remembered(connection, 'runs', async () => {
    const rows = await rowsOf<{ runNo: number }>(connection, { sql: 'SELECT run_no AS "runNo" FROM runs', values: {} });
    return rows.map(({ runNo }) => runNo);
  });
}
