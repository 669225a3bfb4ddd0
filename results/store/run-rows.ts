import type { DuckDBConnection } from '@duckdb/node-api';
import { QueryError } from '../../shared/errors.ts';
import { type RunRecord, runRecordSchema } from '../../shared/run.ts';
import { runRecordsQuery } from '../query/run-records.ts';
import { rowsOf } from './rows.ts';

interface RunRow extends Record<string, unknown> {
  settings: string;
  createdAt: number;
  completedAt: number | null;
  recordedAt: number | null;
  gaps: string | null;
}

/** With times as `RunRow` has them. */
type GapRow = Readonly<Record<'fromAt' | 'toAt', number | null>>;

/** Runs with the counts of the ledger, oldest first. @param runNos - `null`: all */
export async function readRuns(
  connection: DuckDBConnection,
  runNos: readonly number[] | null,
  limit: number | null = null,
): Promise<RunRecord[]> {
  const rows = await rowsOf<RunRow>(connection, runRecordsQuery(runNos, limit));
  return rows.map((row) =>
    runRecordSchema.parse({
      ...row,
      settings: JSON.parse(row.settings),
      createdAt: isoTime(row.createdAt),
      completedAt: isoTime(row.completedAt),
      recordedAt: isoTime(row.recordedAt),
      gaps: (JSON.parse(row.gaps ?? '[]') as GapRow[]).map((gap) => ({
        ...gap,
        fromAt: isoTime(gap.fromAt),
        toAt: isoTime(gap.toAt),
      })),
    }),
  );
}

function isoTime(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString();
}

/**
 * @param runId - also an alias
 * @throws {QueryError} `RUN_NOT_FOUND`
 */
export async function readRun(connection: DuckDBConnection, runId: string): Promise<RunRecord> {
  const { runNo } = await requireRun(connection, runId);
  const [run] = await readRuns(connection, [runNo]);
  return run!;
}

/** How a run is stored: its id, and the number by which rows name it. */
export interface RunKey {
  readonly runId: string;
  readonly runNo: number;
}

/**
 * How a run is stored; it may be asked for by an alias too, the id that the same work would be given today.
 *
 * @returns `null` when there is none
 */
export async function findRun(connection: DuckDBConnection, runId: string): Promise<RunKey | null> {
  const [row] = await rowsOf<RunKey>(connection, {
    sql: `SELECT run_id AS "runId", run_no AS "runNo" FROM runs WHERE run_id = $runId
          UNION ALL
          SELECT run_id, run_no FROM run_aliases JOIN runs USING (run_id)
          WHERE alias = $runId AND NOT EXISTS (SELECT 1 FROM runs WHERE run_id = $runId)`,
    values: { runId },
  });
  return row ?? null;
}

/**
 * The same for a run that has to be there.
 *
 * @throws {QueryError} `RUN_NOT_FOUND`
 */
export async function requireRun(connection: DuckDBConnection, runId: string): Promise<RunKey> {
  const found = await findRun(connection, runId);
  if (found !== null) return found;
  throw new QueryError(
    'RUN_NOT_FOUND',
    `Expected \`run\` to be a run of the store, got \`${runId}\`; \`framefleet runs\` lists them.`,
  );
}
