import { type DuckDBConnection, DuckDBTimestampValue, type DuckDBValue } from '@duckdb/node-api';
import type { ChunkResult, StoreOutcome } from '../../shared/chunk-result.ts';
import type { FrameDetections } from '../../shared/detection.ts';
import { listOf } from '../query/sql.ts';
import { ColumnAppender } from './column-appender.ts';
import { settleRuns } from './completion.ts';
import { type ChunkState, dedupeBatch, type KnownChunks, ledgerKeyOf } from './dedupe-batch.ts';
import { rowsOf } from './rows.ts';

/** Writes the results of a batch that are new, their ledger rows and what follows for their runs; part of a transaction. */
export async function storeChunks(
  connection: DuckDBConnection,
  results: readonly ChunkResult[],
  now: Date,
): Promise<readonly StoreOutcome[]> {
  const { endedRunIds, ...known } = await knownChunks(connection, results);
  const { write, replace, outcomes } = dedupeBatch(results, known);
  if (write.length === 0) return outcomes;
  for (const { runId, chunkIndex } of replace) {
    await connection.run('DELETE FROM chunks WHERE run_id = $runId AND chunk_index = $chunkIndex', {
      runId,
      chunkIndex,
    });
  }
  await appendRows(connection, write, now);
  const changed = new Set(write.map(({ runId }) => runId));
  await settleRuns(
    connection,
    [...endedRunIds].filter((runId) => changed.has(runId)),
    now,
  );
  return outcomes;
}

interface KnownRow {
  readonly run_id: string;
  readonly sampled_frames: number | null;
  readonly chunk_index: number | null;
  readonly state: ChunkState | null;
}

/** What the store holds of a batch, in one question: statements cost more than rows. */
async function knownChunks(
  connection: DuckDBConnection,
  results: readonly ChunkResult[],
): Promise<KnownChunks & { readonly endedRunIds: ReadonlySet<string> }> {
  const runs = listOf('run', [...new Set(results.map(({ runId }) => runId))]);
  const indexes = listOf('chunk', [...new Set(results.map(({ chunkIndex }) => chunkIndex))]);
  const rows = await rowsOf<KnownRow>(connection, {
    sql: `SELECT r.run_id, r.sampled_frames, c.chunk_index, c.state
      FROM (SELECT run_id, sampled_frames FROM runs WHERE run_id IN ${runs.sql}) r
      LEFT JOIN (SELECT run_id, chunk_index, state FROM chunks WHERE run_id IN ${runs.sql} AND chunk_index IN ${indexes.sql}) c
        USING (run_id)`,
    values: { ...runs.values, ...indexes.values },
  });
  const states = new Map<string, ChunkState>();
  for (const { run_id: runId, chunk_index: chunkIndex, state } of rows) {
    if (chunkIndex !== null && state !== null) states.set(ledgerKeyOf({ runId, chunkIndex }), state);
  }
  const ended = rows.filter((row) => row.sampled_frames !== null);
  return {
    runIds: new Set(rows.map((row) => row.run_id)),
    endedRunIds: new Set(ended.map((row) => row.run_id)),
    states,
  };
}

async function appendRows(connection: DuckDBConnection, results: readonly ChunkResult[], now: Date): Promise<void> {
  const appenders: ColumnAppender[] = [];
  try {
    for (const table of ['chunks', 'frames', 'detections']) {
      appenders.push(await ColumnAppender.create(connection, table));
    }
    const [chunks, frames, detections] = appenders as [ColumnAppender, ColumnAppender, ColumnAppender];
    for (const result of results) {
      chunks.add(chunkRow(result, now));
      if (result.state === 'failed') continue;
      for (const frame of result.frames) addFrame(frames, detections, result.runId, frame);
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

function addFrame(frames: ColumnAppender, detections: ColumnAppender, runId: string, frame: FrameDetections): void {
  const { frameIndex, ptsSeconds, capturedAt } = frame;
  const time = capturedAt === null ? null : timestampOf(capturedAt);
  frames.add([runId, frameIndex, ptsSeconds, time, frame.detections.length]);
  for (const { box, classId, label, confidence } of frame.detections) {
    detections.add([runId, frameIndex, ptsSeconds, classId, label, confidence, ...box]);
  }
}

function timestampOf(milliseconds: number): DuckDBTimestampValue {
  return new DuckDBTimestampValue(BigInt(Math.round(milliseconds * 1000)));
}
