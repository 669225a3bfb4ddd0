import type { DuckDBConnection, DuckDBDoubleVector, DuckDBFloatVector, DuckDBIntegerVector } from '@duckdb/node-api';
import { orderedHits } from '../query/segments/segments-query.ts';
import type { Hit } from '../query/segments/stretches.ts';
import { readVectors } from './read-vectors.ts';

interface HitTaker {
  /** Gets frames by run, time and index. */
  readonly add: (hit: Hit) => void;
}

/** Hands on the frames in which something holds. @param hits - a `SELECT` of them */
export function readHits(connection: DuckDBConnection, hits: string, taker: HitTaker): Promise<void> {
  return readVectors(connection, orderedHits(hits), (chunk, rowCount) => {
    const runNo = chunk.getColumnVector(0) as DuckDBIntegerVector;
    const frameIndex = chunk.getColumnVector(1) as DuckDBIntegerVector;
    const ptsSeconds = chunk.getColumnVector(2) as DuckDBDoubleVector;
    const found = chunk.getColumnVector(3) as DuckDBIntegerVector;
    const best = chunk.getColumnVector(4) as DuckDBFloatVector;
    for (let row = 0; row < rowCount; row++) {
      taker.add({
        runNo: runNo.getItem(row)!,
        frameIndex: frameIndex.getItem(row)!,
        ptsSeconds: ptsSeconds.getItem(row)!,
        found: found.getItem(row)!,
        best: best.getItem(row),
      });
    }
  });
}
