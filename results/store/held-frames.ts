import type { DuckDBConnection } from '@duckdb/node-api';
import type { FrameName } from '../../shared/chunk-result.ts';
import { NUMBERS } from '../../shared/packed-result.ts';
import { numberList } from '../query/sql.ts';
import type { KnownBatch } from './known-chunks.ts';
import { rowsOf } from './rows.ts';
import { type StoredDetection, storedDetections } from './stored-detections.ts';

/** Some frames of the store, with what they hold. */
export interface HeldFrames {
  find(
    runId: string,
    frameIndex: number,
  ): { readonly labels: readonly string[]; readonly numbers: Float64Array } | null;
  /** Of the chunks of these frames: whether the ledger accounts for it. */
  hasChunk(runNo: number, chunkIndex: number): boolean;
}

/**
 * Reads what some frames of runs hold, those that are stored.
 *
 * @param names - of frames whose runs are known; not empty
 */
export async function storedFrames(
  connection: DuckDBConnection,
  names: readonly (FrameName & { readonly runId: string })[],
  { runs }: KnownBatch,
): Promise<HeldFrames> {
  const runNoOf = (runId: string) => runs.get(runId)!.runNo;
  const runNos = numberList([...new Set(names.map(({ runId }) => runNoOf(runId)))]);
  const frameIndexes = numberList([...new Set(names.map(({ frameIndex }) => frameIndex))]);
  const chunkIndexes = numberList([...new Set(names.map(({ chunkIndex }) => chunkIndex))]);
  const ask = <Row>(sql: string) => rowsOf<Row>(connection, { sql, values: {} });
  const chunks = await ask<{ runNo: number; chunkIndex: number }>(
    `SELECT DISTINCT run_no AS "runNo", chunk_index AS "chunkIndex" FROM chunks
     WHERE run_no IN ${runNos} AND chunk_index IN ${chunkIndexes}`,
  );
  const frames = await ask<{ runNo: number; frameIndex: number }>(
    `SELECT run_no AS "runNo", frame_index AS "frameIndex" FROM frames
     WHERE run_no IN ${runNos} AND frame_index IN ${frameIndexes}`,
  );
  const detections = await storedDetections(connection, `run_no IN ${runNos} AND frame_index IN ${frameIndexes}`);
  const byFrame = new Map<string, StoredDetection[]>(frames.map((frame) => [keyOf(frame), []]));
  for (const row of detections) byFrame.get(keyOf(row))?.push(row);
  const accounted = new Set(chunks.map(({ runNo, chunkIndex }) => `${runNo} ${chunkIndex}`));
  return {
    find(runId, frameIndex) {
      const rows = byFrame.get(keyOf({ runNo: runNoOf(runId), frameIndex }));
      return rows ? packedRows(rows) : null;
    },
    hasChunk: (runNo, chunkIndex) => accounted.has(`${runNo} ${chunkIndex}`),
  };
}

function keyOf({ runNo, frameIndex }: { readonly runNo: number; readonly frameIndex: number }): string {
  return `${runNo} ${frameIndex}`;
}

function packedRows(rows: readonly StoredDetection[]) {
  const labels = [...new Set(rows.map(({ label }) => label))];
  const numbers = new Float64Array(rows.length * NUMBERS);
  for (const [index, { label, classId, confidence, x1, y1, x2, y2 }] of rows.entries()) {
    numbers.set([labels.indexOf(label), classId, confidence, x1, y1, x2, y2], index * NUMBERS);
  }
  return { labels, numbers };
}
