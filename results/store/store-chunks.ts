import { type DuckDBConnection, DuckDBTimestampValue, type DuckDBValue } from '@duckdb/node-api';
import type { ChunkResult } from '../../shared/chunk-result.ts';
import type { FrameDetections } from '../../shared/detection.ts';
import { listOf } from '../query/sql.ts';
import { type ChunkState, type KnownChunks, ledgerKeyOf, planBatch, type StoreOutcome } from './batch-plan.ts';
import { ColumnAppender } from './column-appender.ts';
import { settleRuns } from './completion.ts';
import { rowsOf } from './rows.ts';

/** Writes the results of a batch that are new, their ledger rows and what follows for their runs; part of a transaction. */
export async function storeChunks(
  connection: DuckDBConnection,
  results: readonly ChunkResult[],
  now: Date,
): Promise<readonly StoreOutcome[]> {
  const { write, replace, outcomes } = planBatch(results, await knownChunks(connection, chunkIndexesByRun(results)));
  if (write.length === 0) return outcomes;
  for (const { runId, chunkIndex } of replace) {
    await connection.run('DELETE FROM chunks WHERE run_id = $runId AND chunk_index = $chunkIndex', {
      runId,
      chunkIndex,
    });
  }
  await appendRows(connection, write, now);
  await settleRuns(connection, [...new Set(write.map((result) => result.runId))], now);
  return outcomes;
}

async function knownChunks(
  connection: DuckDBConnection,
  byRun: ReadonlyMap<string, readonly number[]>,
): Promise<KnownChunks> {
  const runs = listOf('run', [...byRun.keys()]);
  const runRows = await rowsOf<{ run_id: string }>(connection, {
    sql: `SELECT run_id FROM runs WHERE run_id IN ${runs.sql}`,
    values: runs.values,
  });
  const states = new Map<string, ChunkState>();
  for (const { run_id: runId } of runRows) {
    const indexes = listOf('chunk', byRun.get(runId) ?? []);
    const rows = await rowsOf<{ chunk_index: number; state: ChunkState }>(connection, {
      sql: `SELECT chunk_index, state FROM chunks WHERE run_id = $runId AND chunk_index IN ${indexes.sql}`,
      values: { runId, ...indexes.values },
    });
    for (const row of rows) states.set(ledgerKeyOf({ runId, chunkIndex: row.chunk_index }), row.state);
  }
  return { runIds: new Set(runRows.map((row) => row.run_id)), states };
}

function chunkIndexesByRun(results: readonly ChunkResult[]): Map<string, number[]> {
  const byRun = new Map<string, number[]>();
  for (const { runId, chunkIndex } of results) {
    const indexes = byRun.get(runId);
    if (indexes) indexes.push(chunkIndex);
    else byRun.set(runId, [chunkIndex]);
  }
  return byRun;
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
