import type { DuckDBConnection, DuckDBDoubleVector, DuckDBIntegerVector } from '@duckdb/node-api';
import { ledgerSpanSchema } from '../../shared/run.ts';
import type { LedgerIsland } from '../query/coverage/coverage-of.ts';
import { ledgerRowsQuery } from '../query/coverage/coverage-query.ts';
import { Islands } from '../query/coverage/islands.ts';
import { readVectors } from './read-vectors.ts';

const STATES = ledgerSpanSchema.shape.state.options;

/** The ledger of runs, by run and chunk: consecutive rows of one state together. */
export async function readIslands(connection: DuckDBConnection, runNos: readonly number[]): Promise<LedgerIsland[]> {
  const islands = new Islands();
  await readVectors(connection, ledgerRowsQuery(runNos, STATES), (chunk, rowCount) => {
    const runNo = chunk.getColumnVector(0) as DuckDBIntegerVector;
    const state = chunk.getColumnVector(1) as DuckDBIntegerVector;
    const chunkIndex = chunk.getColumnVector(2) as DuckDBIntegerVector;
    const firstPts = chunk.getColumnVector(3) as DuckDBDoubleVector;
    const lastPts = chunk.getColumnVector(4) as DuckDBDoubleVector;
    const frames = chunk.getColumnVector(5) as DuckDBIntegerVector;
    for (let row = 0; row < rowCount; row++) {
      islands.add({
        runNo: runNo.getItem(row)!,
        state: STATES[state.getItem(row)! - 1]!,
        chunkIndex: chunkIndex.getItem(row)!,
        firstPts: firstPts.getItem(row),
        lastPts: lastPts.getItem(row),
        frames: frames.getItem(row)!,
      });
    }
  });
  return islands.end();
}
