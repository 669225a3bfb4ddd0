import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import { QueryError } from '../../shared/errors.ts';
import { type RunRecord, type RunSettings, runRecordSchema, runSettingsSchema } from '../../shared/run.ts';
import { groupBy } from '../query/group-by.ts';
import { capturesQuery, runRecordsQuery } from '../query/run-records.ts';
import { readableMoment } from '../query/text/moment.ts';
import { readAudits } from './adaptive/stretch-accounts.ts';
import { isAnyCapture } from './any-camera.ts';
import { remembered } from './name-memory.ts';
import { rowsOf } from './rows.ts';

/** Of more runs all captures are read. */
const MOST_NAMED = 100;

interface RunRow extends Record<string, unknown> {
  readonly runId: string;
  readonly settings: string;
  readonly createdAt: number;
  readonly completedAt: number | null;
  readonly recordedAt: number | null;
}

/** A capture of a run and when its first frame came, or a time in which its camera gave nothing, which has a reason. */
interface CaptureRow {
  readonly runId: string;
  readonly fromAt: number;
  readonly toAt: number | null;
  readonly fromSeconds: number | null;
  readonly toSeconds: number | null;
  readonly reason: string | null;
}

/** A record whose settings are read already: most runs have the same. */
const readRecordSchema = runRecordSchema.extend({ settings: z.custom<RunSettings>() });

/** Runs with the counts of the ledger, oldest first. @param runNos - `null`: all */
export async function readRuns(
  connection: DuckDBConnection,
  runNos: readonly number[] | null,
  limit: number | null = null,
): Promise<RunRecord[]> {
  const rows = await rowsOf<RunRow>(connection, runRecordsQuery(runNos, limit));
  const runIds = runNos && runNos.length <= MOST_NAMED ? rows.map(({ runId }) => runId) : null;
  const captureRows = (await isAnyCapture(connection))
    ? await rowsOf<CaptureRow>(connection, capturesQuery(runIds))
    : [];
  const captures = groupBy(captureRows, ({ runId }) => runId);
  const settings = new Map<string, RunSettings>();
  const settingsOf = (text: string): RunSettings => {
    const read = settings.get(text) ?? runSettingsSchema.parse(JSON.parse(text));
    settings.set(text, read);
    return read;
  };
  const audits = await readAudits(
    connection,
    rows.flatMap(({ runId, settings: text }) => {
      const { adaptive, confidence } = settingsOf(text);
      return adaptive ? [{ runId, confidence }] : [];
    }),
  );
  return rows.map((row) => {
    const audit = audits.get(row.runId);
    const ofRun = captures.get(row.runId) ?? [];
    const capture = ofRun.find(({ reason }) => reason === null);
    return readRecordSchema.parse({
      ...row,
      settings: settingsOf(row.settings),
      createdAt: readableMoment(row.createdAt),
      completedAt: readableMoment(row.completedAt),
      recordedAt: readableMoment(capture?.fromAt ?? row.recordedAt),
      gaps: ofRun
        .filter(({ reason }) => reason !== null)
        .map(({ runId: _, ...gap }) => ({
          ...gap,
          fromAt: readableMoment(gap.fromAt),
          toAt: readableMoment(gap.toAt),
        })),
      ...(audit && { audit }),
    });
  });
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
  const [run] = await rowsOf<RunKey>(connection, {
    sql: 'SELECT run_id AS "runId", run_no AS "runNo" FROM runs WHERE run_id = $runId',
    values: { runId },
  });
  if (run) return run;
  const [ofAlias] = await rowsOf<RunKey>(connection, {
    sql: `SELECT run_id AS "runId", run_no AS "runNo" FROM run_aliases JOIN runs USING (run_id) WHERE alias = $runId`,
    values: { runId },
  });
  return ofAlias ?? null;
}

/**
 * The same for a run that has to be there.
 *
 * @throws {QueryError} `RUN_NOT_FOUND`
 */
export function requireRun(connection: DuckDBConnection, runId: string): Promise<RunKey> {
  return remembered(connection, `run ${runId}`, async () => {
    const found = await findRun(connection, runId);
    if (found !== null) return found;
    throw new QueryError(
      'RUN_NOT_FOUND',
      `Expected \`run\` to be a run of the store, got \`${runId}\`; \`framefleet runs\` lists them.`,
    );
  });
}
