import type { DuckDBConnection } from '@duckdb/node-api';
import { QueryError } from '../../shared/errors.ts';
import { rowsOf } from './rows.ts';
import { findRun, type RunKey, requireRun } from './run-rows.ts';

/** A part of an id that is a hash: long enough not to be somebody's name for a run. */
const BEGINNING = /^r[0-9a-f]{5,15}$/;
const MOST_NAMED = 3;

/**
 * The run that somebody names in a question: by its id, an alias, or a beginning of an id that no other one has, as tables show it.
 *
 * @throws {QueryError} `RUN_NOT_FOUND`; `QUERY_INVALID` where several ids begin so
 */
export async function findNamedRun(connection: DuckDBConnection, name: string): Promise<RunKey> {
  if (!BEGINNING.test(name) || (await findRun(connection, name)) !== null) return requireRun(connection, name);
  const found = await rowsOf<RunKey>(connection, {
    sql: `SELECT run_id AS "runId", run_no AS "runNo" FROM runs
          WHERE starts_with(run_id, $name) AND length(run_id) = 17 ORDER BY run_id LIMIT ${MOST_NAMED + 1}`,
    values: { name },
  });
  if (found.length === 0) return requireRun(connection, name);
  if (found.length === 1) return found[0]!;
  const ids = found.slice(0, MOST_NAMED).map(({ runId }) => `\`${runId}\``);
  const more = found.length > MOST_NAMED ? ', …' : '';
  throw new QueryError(
    'QUERY_INVALID',
    `Expected \`run\` to be the id of one run, or a beginning that only one has, got \`${name}\`, as which several begin: ${ids.join(', ')}${more}.`,
  );
}
