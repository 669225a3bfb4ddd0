import { type DuckDBConnection, DuckDBTimestampValue, type DuckDBValue } from '@duckdb/node-api';
import type { ChunkResult, StoreOutcome } from '../../shared/chunk-result.ts';
import type { FrameDetections } from '../../shared/detection.ts';
import type { Size } from '../../shared/geometry.ts';
import { isSameSize } from '../../shared/network-size.ts';
import { listOf } from '../query/sql.ts';
import { ColumnAppender } from './column-appender.ts';
import { settleRuns } from './completion.ts';
import { type ChunkState, dedupeBatch, type KnownChunks, ledgerKeyOf } from './dedupe-batch.ts';
import { rowsOf } from './rows.ts';
import { EXTENT_COLUMNS, type RunExtent } from './run-extent.ts';

/** Writes the results of a batch that are new, their ledger rows and what follows for their runs; part of a transaction. */
export async function storeChunks(
  connection: DuckDBConnection,
  results: readonly ChunkResult[],
  now: Date,
): Promise<readonly StoreOutcome[]> {
  const known = await knownChunks(connection, results);
  const { write, replace, outcomes } = dedupeBatch(results, known);
  await countDiscarded(connection, results, outcomes);
  if (write.length === 0) return outcomes;
  for (const { runId, chunkIndex } of replace) {
    await connection.run('DELETE FROM chunks WHERE run_id = $runId AND chunk_index = $chunkIndex', {
      runId,
      chunkIndex,
    });
  }
  await appendRows(connection, write, known.runs, now);
  const changed = new Set(write.map(({ runId }) => runId));
  const hasEnded = (runId: string) => known.runs.get(runId)?.hasEnded;
  await settleRuns(connection, [...changed].filter(hasEnded), now);
  return outcomes;
}

/** A run with the size of its video. */
interface KnownRun extends RunExtent, Size {
  readonly hasEnded: boolean;
}

interface KnownRow extends KnownRun {
  readonly runId: string;
  readonly chunkIndex: number | null;
  readonly state: ChunkState | null;
}

interface KnownBatch extends KnownChunks {
  readonly runs: ReadonlyMap<string, KnownRun>;
}

/** What the store holds of a batch, in one question: statements cost more than rows. */
async function knownChunks(connection: DuckDBConnection, results: readonly ChunkResult[]): Promise<KnownBatch> {
  const runs = listOf('run', [...new Set(results.map(({ runId }) => runId))]);
  const indexes = listOf('chunk', [...new Set(results.map(({ chunkIndex }) => chunkIndex))]);
  const rows = await rowsOf<KnownRow>(connection, {
    sql: `SELECT r.run_id AS "runId", ${EXTENT_COLUMNS}, v.width, v.height,
        r.sampled_frames IS NOT NULL AS "hasEnded", c.chunk_index AS "chunkIndex", c.state
      FROM (SELECT * FROM runs WHERE run_id IN ${runs.sql}) r
      JOIN videos v USING (video_id)
      LEFT JOIN (SELECT run_id, chunk_index, state FROM chunks WHERE run_id IN ${runs.sql} AND chunk_index IN ${indexes.sql}) c
        USING (run_id)`,
    values: { ...runs.values, ...indexes.values },
  });
  const states = new Map<string, ChunkState>();
  for (const { runId, chunkIndex, state } of rows) {
    if (chunkIndex !== null && state !== null) states.set(ledgerKeyOf({ runId, chunkIndex }), state);
  }
  return { runs: new Map(rows.map((row) => [row.runId, row])), states };
}

/** Keeps count of what came for a run and does not belong to it. */
async function countDiscarded(
  connection: DuckDBConnection,
  results: readonly ChunkResult[],
  outcomes: readonly StoreOutcome[],
): Promise<void> {
  const counts = new Map<string, number>();
  results.forEach(({ runId }, index) => {
    const outcome = outcomes[index];
    if (outcome === 'stale' || outcome === 'refused') counts.set(runId, (counts.get(runId) ?? 0) + 1);
  });
  for (const [runId, count] of counts) {
    await connection.run(
      'UPDATE runs SET discarded_results = discarded_results + $count::BIGINT WHERE run_id = $runId',
      {
        runId,
        count,
      },
    );
  }
}

async function appendRows(
  connection: DuckDBConnection,
  results: readonly ChunkResult[],
  videoSizes: ReadonlyMap<string, Size>,
  now: Date,
): Promise<void> {
  const appenders: ColumnAppender[] = [];
  try {
    for (const table of ['chunks', 'frames', 'detections']) {
      appenders.push(await ColumnAppender.create(connection, table));
    }
    const [chunks, frames, detections] = appenders as [ColumnAppender, ColumnAppender, ColumnAppender];
    for (const result of results) {
      chunks.add(chunkRow(result, now));
      if (result.state === 'failed') continue;
      const videoSize = videoSizes.get(result.runId)!;
      for (const frame of result.frames) addFrame(frames, detections, { runId: result.runId, videoSize }, frame);
    }
    for (const appender of appenders) appender.close();
  } catch (error) {
    for (const appender of appenders) appender.abandon();
    throw error;
  }
}

function chunkRow(result: ChunkResult, now: Date): DuckDBValue[] {
  const { runId, chunkIndex, firstFrameIndex, frameCount, state, error, workerId, inferenceMs, attempts } = result;
  const storedAt = timestampOf(now.getTime());
  return [runId, chunkIndex, firstFrameIndex, frameCount, state, error, workerId, inferenceMs, attempts, storedAt];
}

function addFrame(
  frames: ColumnAppender,
  detections: ColumnAppender,
  { runId, videoSize }: { readonly runId: string; readonly videoSize: Size },
  frame: FrameDetections,
): void {
  const { frameIndex, ptsSeconds, capturedAt } = frame;
  const time = capturedAt === null ? null : timestampOf(capturedAt);
  const size = isSameSize(frame, videoSize) ? [null, null] : [frame.width, frame.height];
  frames.add([runId, frameIndex, ptsSeconds, time, frame.detections.length, ...size]);
  for (const { box, classId, label, confidence } of frame.detections) {
    detections.add([runId, frameIndex, ptsSeconds, classId, label, confidence, ...box]);
  }
}

function timestampOf(milliseconds: number): DuckDBTimestampValue {
  return new DuckDBTimestampValue(BigInt(Math.round(milliseconds * 1000)));
}
