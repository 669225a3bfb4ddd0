import type { DuckDBConnection } from '@duckdb/node-api';
import { QueryError } from '../../shared/errors.ts';
import { type RunRecord, runRecordSchema } from '../../shared/run.ts';
import { type RunSelection, runRecordsQuery } from '../query/run-records.ts';
import { rowsOf } from './rows.ts';

interface RunRow extends Record<string, unknown> {
  settings: string;
  createdAt: number;
  completedAt: number | null;
}

/** Runs with the counts of the ledger, oldest first. */
export async function readRuns(
  connection: DuckDBConnection,
  selection: RunSelection,
  limit: number | null = null,
): Promise<RunRecord[]> {
  const rows = await rowsOf<RunRow>(connection, runRecordsQuery(selection, limit));
  return rows.map((row) =>
    runRecordSchema.parse({
      ...row,
      settings: JSON.parse(row.settings),
      createdAt: new Date(row.createdAt).toISOString(),
      completedAt: row.completedAt === null ? null : new Date(row.completedAt).toISOString(),
    }),
  );
}

/** @throws {QueryError} `RUN_NOT_FOUND` */
export async function readRun(connection: DuckDBConnection, runId: string): Promise<RunRecord> {
  const [run] = await readRuns(connection, { runIds: [runId], videoIds: null });
  if (!run) throw runNotFound(runId);
  return run;
}

/** @throws {QueryError} `RUN_NOT_FOUND` */
export async function requireRun(connection: DuckDBConnection, runId: string): Promise<void> {
  const rows = await rowsOf(connection, { sql: 'SELECT 1 FROM runs WHERE run_id = $runId', values: { runId } });
  if (rows.length === 0) throw runNotFound(runId);
}

function runNotFound(runId: string): QueryError {
  return new QueryError(
    'RUN_NOT_FOUND',
    `Expected \`run\` to be a run of the store, got \`${runId}\`; \`framefleet runs\` lists them.`,
  );
}
