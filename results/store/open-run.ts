import type { DuckDBConnection } from '@duckdb/node-api';
import { StoreError } from '../../shared/errors.ts';
import { runIdOf } from '../../shared/identity.ts';
import type { OpenRun, RunRecord, Video } from '../../shared/run.ts';
import { settleRuns } from './completion.ts';
import { rowsOf } from './rows.ts';
import { readRun, readRuns } from './run-rows.ts';
import { RUN_TABLES } from './schema.ts';

/**
 * Opens a run or finds it again, inside a transaction. Found again, its failed chunks are forgotten and its stored settings
 * hold (the ledger's chunks were cut by them); with `force` everything stored of it is forgotten first, and it gets a new
 * generation.
 *
 * @throws {StoreError} `RUN_CONFLICT` when the id belongs to another video, model or answer-changing setting
 */
export async function openRun(connection: DuckDBConnection, run: OpenRun, now: Date): Promise<RunRecord> {
  const { runId } = run;
  const [known] = await readRuns(connection, { runIds: [runId], videoIds: null });
  if (known && !run.force) refuseOtherWork(run, known);
  await putVideo(connection, run.video);
  if (known && !run.force) {
    await connection.run("DELETE FROM chunks WHERE run_id = $runId AND state = 'failed'", { runId });
    await settleRuns(connection, [runId], now);
    return readRun(connection, runId);
  }
  if (known) {
    for (const table of RUN_TABLES) await connection.run(`DELETE FROM ${table} WHERE run_id = $runId`, { runId });
  }
  await connection.run(
    `INSERT INTO runs (run_id, generation, video_id, model_id, model_sha256, settings, created_at, state)
     VALUES ($runId, $generation::BIGINT, $videoId, $modelId, $modelSha256, $settings, make_timestamp_ms($now::BIGINT), 'open')`,
    {
      runId,
      generation: nextGeneration(known?.generation ?? 0, now),
      videoId: run.video.videoId,
      modelId: run.model.modelId,
      modelSha256: run.model.modelSha256,
      settings: JSON.stringify(run.settings),
      now: now.getTime(),
    },
  );
  return readRun(connection, runId);
}

/** By the clock, so that a run of the same id in a store that was deleted never had it; above the one before in any case. */
function nextGeneration(previous: number, now: Date): number {
  return Math.max(previous + 1, now.getTime());
}

function refuseOtherWork({ runId, video, model, settings }: OpenRun, known: RunRecord): void {
  if (runIdOf(video.videoId, model.modelSha256, settings) === runIdOf(known.videoId, known.modelSha256, known.settings))
    return;
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

async function putVideo(connection: DuckDBConnection, video: Video): Promise<void> {
  const { videoId, uri } = video;
  const known = await rowsOf(connection, {
    sql: 'SELECT 1 FROM videos WHERE video_id = $videoId',
    values: { videoId },
  });
  if (known.length > 0) {
    await connection.run('UPDATE videos SET uri = $uri WHERE video_id = $videoId AND uri <> $uri', { videoId, uri });
    return;
  }
  const { recordedAt: _, recordedAtSource: __, ...columns } = video;
  await connection.run(
    `INSERT INTO videos VALUES ($videoId, $uri, $contentHash, $codec, $width, $height, $rotation, $fpsNum, $fpsDen,
     $durationSeconds, $frameCount)`,
    columns,
  );
}
