import type { DuckDBConnection } from '@duckdb/node-api';
import { StoreError } from '../../shared/errors.ts';
import { runIdOf } from '../../shared/identity.ts';
import type { OpenRun, RunRecord } from '../../shared/run.ts';
import { settleRuns } from './completion.ts';
import { forgetFailures } from './forget-failures.ts';
import { putModel } from './put-model.ts';
import { putVideo } from './put-video.ts';
import { findRun, type RunKey, readRun } from './run-rows.ts';
import { CAPTURE_TABLES, RUN_TABLES } from './schema.ts';

/**
 * Opens a run or finds it again, inside a transaction. Found again, its failed chunks are forgotten and its stored settings
 * hold (the ledger's chunks were cut by them); with `force`, and where more frames are stored of it than it has, everything
 * stored of it is forgotten first, and it gets a new generation. Asked for by an alias, it keeps its id. In any case the video
 * has been seen where the caller sees it.
 *
 * @throws {StoreError} `RUN_CONFLICT` when the id belongs to another video, model or answer-changing setting
 */
export async function openRun(connection: DuckDBConnection, run: OpenRun, now: Date): Promise<RunRecord> {
  const stored = await findRun(connection, run.runId);
  const known = stored && (await readRun(connection, stored.runId));
  const runId = stored?.runId ?? run.runId;
  const isBegunAnew = run.force || (known !== null && isOverfull(known));
  if (known && !run.force) refuseOtherWork(run, known);
  await putVideo(connection, run.video, now);
  await putModel(connection, run.model);
  if (stored && !isBegunAnew) {
    const { runNo } = stored;
    await forgetFailures(connection, runNo);
    await settleRuns(connection, [runNo], now);
  } else {
    if (stored) await forgetRun(connection, stored, workIdOf(run));
    await beginRun(connection, { ...run, runId }, nextGeneration(known?.generation ?? 0, now), now);
  }
  return readRun(connection, runId);
}

/** Versions that knew no generations could mix the frames of several beginnings of a run; which are whose, nobody can tell. */
function isOverfull({ sampledFrames, storedFrames, failedFrames, droppedFrames }: RunRecord): boolean {
  return sampledFrames !== null && storedFrames + failedFrames + droppedFrames > sampledFrames;
}

/** Deletes what is stored of a run. It goes on answering to the alias of the work that takes its place, and to no other. */
async function forgetRun(connection: DuckDBConnection, { runId, runNo }: RunKey, alias: string): Promise<void> {
  for (const table of RUN_TABLES) await connection.run(`DELETE FROM ${table} WHERE run_no = $runNo`, { runNo });
  for (const table of CAPTURE_TABLES) await connection.run(`DELETE FROM ${table} WHERE run_id = $runId`, { runId });
  await connection.run('DELETE FROM run_aliases WHERE run_id = $runId AND alias <> $alias', { runId, alias });
}

async function beginRun(
  connection: DuckDBConnection,
  { runId, video, model, settings }: OpenRun,
  generation: number,
  now: Date,
): Promise<void> {
  await connection.run(
    `INSERT INTO runs (run_no, run_id, generation, discarded_results, video_id, model_id, model_sha256, settings, created_at,
       state)
     SELECT coalesce(max(run_no), 0) + 1, $runId, $generation::BIGINT, 0, $videoId, $modelId, $modelSha256, $settings,
       make_timestamp_ms($now::BIGINT), 'open' FROM runs`,
    {
      runId,
      generation,
      videoId: video.videoId,
      modelId: model.modelId,
      modelSha256: model.modelSha256,
      settings: JSON.stringify(settings),
      now: now.getTime(),
    },
  );
}

/** By the clock, so that a run of the same id in a store that was deleted never had it; above the one before in any case. */
function nextGeneration(previous: number, now: Date): number {
  return Math.max(previous + 1, now.getTime());
}

function workIdOf({ video, model, settings }: OpenRun): string {
  return runIdOf(video.videoId, model.modelSha256, settings);
}

function refuseOtherWork(run: OpenRun, known: RunRecord): void {
  if (workIdOf(run) === runIdOf(known.videoId, known.modelSha256, known.settings)) return;
  const { runId, video, model } = run;
  const other =
    known.videoId !== video.videoId
      ? `video \`${known.videoId}\` (${known.uri})`
      : known.modelSha256 !== model.modelSha256
        ? `model \`${known.modelId}\` (${known.modelSha256.slice(0, 12)}…)`
        : `settings ${JSON.stringify(known.settings)}`;
  throw new StoreError(
    'RUN_CONFLICT',
    `Expected run \`${runId}\` to be the same work as before, got another: it is stored with ${other}. Give it another \`--run\` name, or \`--force\` to do it anew.`,
  );
}
