import type { DuckDBConnection } from '@duckdb/node-api';
import type { FrameName } from '../../../shared/chunk-result.ts';
import type { Detection } from '../../../shared/detection.ts';
import { numberList } from '../../query/sql.ts';
import { rowsOf } from '../rows.ts';
import { storedDetections } from '../stored-detections.ts';

/** A frame that was looked at. */
export interface FoundFrame {
  readonly ptsSeconds: number;
  readonly detections: readonly Detection[];
}

/** What the store holds of some frames; in adaptive runs a chunk is a frame. */
export interface FoundFrames {
  /** `waiting`: the ledger does not account for it; `failed`: it says why there is nothing. */
  find(name: FrameName): FoundFrame | 'waiting' | 'failed';
}

/** @param names - of frames of the run; may be none */
export async function foundFrames(
  connection: DuckDBConnection,
  runNo: number,
  names: readonly FrameName[],
): Promise<FoundFrames> {
  if (names.length === 0) return { find: () => 'waiting' };
  const chunkIndexes = numberList([...new Set(names.map(({ chunkIndex }) => chunkIndex))]);
  const frameIndexes = [...new Set(names.map(({ frameIndex }) => frameIndex))];
  const first = frameIndexes.reduce((least, index) => Math.min(least, index));
  const last = frameIndexes.reduce((most, index) => Math.max(most, index));
  const isAsked = `run_no = ${runNo} AND frame_index BETWEEN ${first} AND ${last} AND frame_index IN ${numberList(frameIndexes)}`;
  const ask = <Row>(sql: string) => rowsOf<Row>(connection, { sql, values: {} });
  const chunks = await ask<{ chunkIndex: number; state: string }>(
    `SELECT chunk_index AS "chunkIndex", state FROM chunks WHERE run_no = ${runNo} AND chunk_index IN ${chunkIndexes}`,
  );
  if (chunks.length === 0) return { find: () => 'waiting' };
  const frames = await ask<{ frameIndex: number; ptsSeconds: number }>(
    `SELECT frame_index AS "frameIndex", pts_seconds AS "ptsSeconds" FROM frames WHERE ${isAsked}`,
  );
  const rows = await storedDetections(connection, isAsked);
  const found = new Map(frames.map(({ frameIndex, ptsSeconds }) => [frameIndex, openFrame(ptsSeconds)]));
  for (const { frameIndex, label, classId, confidence, x1, y1, x2, y2 } of rows) {
    found.get(frameIndex)?.detections.push({ label, classId, confidence, box: [x1, y1, x2, y2] });
  }
  const states = new Map(chunks.map(({ chunkIndex, state }) => [chunkIndex, state]));
  return {
    find({ frameIndex, chunkIndex }) {
      const state = states.get(chunkIndex);
      if (state === undefined) return 'waiting';
      return (state === 'stored' && found.get(frameIndex)) || 'failed';
    },
  };
}

function openFrame(ptsSeconds: number): FoundFrame & { readonly detections: Detection[] } {
  return { ptsSeconds, detections: [] };
}
