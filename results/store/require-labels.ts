import type { DuckDBConnection } from '@duckdb/node-api';
import { QueryError } from '../../shared/errors.ts';
import { nearNames } from '../query/near-names.ts';
import type { SqlQuery } from '../query/sql.ts';
import { rowsOf } from './rows.ts';

/**
 * Checks that labels can have been found at all: a label of the model that was not seen is an answer, another one a mistake.
 *
 * @param runs - condition on the runs that are asked about
 * @throws {QueryError} `QUERY_INVALID` for labels that no model of these runs has; near ones are named
 */
export async function requireLabels(
  connection: DuckDBConnection,
  labels: readonly string[],
  runs: SqlQuery,
): Promise<void> {
  if (labels.length === 0) return;
  const known = await labelsOf(connection, runs);
  const unknown = labels.filter((label) => !known.includes(label));
  if (unknown.length === 0) return;
  const near = [...new Set(unknown.flatMap((label) => nearNames(label, known)))];
  const choice = near.length > 0 ? `near: ${near.join(', ')}` : known.join(', ') || 'none yet';
  throw new QueryError(
    'QUERY_INVALID',
    `Expected \`label\` to be a label that the models of these runs know (${choice}), got \`${unknown.join(', ')}\`.`,
  );
}

/** What the models of some runs can find; of a model that a store of an older version names, what it has found. */
async function labelsOf(connection: DuckDBConnection, runs: SqlQuery): Promise<string[]> {
  const rows = await rowsOf<{ label: string }>(connection, {
    sql: `WITH asked AS (SELECT run_id, model_sha256 FROM runs WHERE ${runs.sql})
      SELECT DISTINCT label FROM (
        SELECT unnest(labels) AS label FROM models WHERE model_sha256 IN (SELECT model_sha256 FROM asked)
        UNION ALL
        SELECT label FROM detections
        WHERE run_id IN (SELECT run_id FROM asked JOIN models USING (model_sha256) WHERE labels IS NULL)
      ) ORDER BY label`,
    values: runs.values,
  });
  return rows.map((row) => row.label);
}
