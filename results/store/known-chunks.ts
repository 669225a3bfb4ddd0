import type { DuckDBConnection } from '@duckdb/node-api';
import type { ChunkOutcome } from '../../shared/chunk-result.ts';
import type { Size } from '../../shared/geometry.ts';
import { listOf, numberList } from '../query/sql.ts';
import { type KnownChunks, ledgerKeyOf } from './dedupe-batch.ts';
import { remembered } from './name-memory.ts';
import { rowsOf } from './rows.ts';
import { EXTENT_COLUMNS, type RunExtent } from './run-extent.ts';

/** A run, with the size of its video. */
export interface KnownRun extends RunExtent, Size {
  readonly runId: string;
  readonly runNo: number;
  readonly hasEnded: boolean;
}

/** What the store holds of a batch. */
export interface KnownBatch extends KnownChunks {
  readonly runs: ReadonlyMap<string, KnownRun>;
}

/** Part of the transaction that stores the batch. */
export async function knownChunks(connection: DuckDBConnection, results: readonly ChunkOutcome[]): Promise<KnownBatch> {
  const runs = await knownRuns(connection, [...new Set(results.map(({ runId }) => runId))]);
  return { runs, lackingFrames: await lackingFrames(connection, results, [...runs.values()]) };
}

/** Runs by id; results of a run come in thousands of batches, so that they are remembered. */
async function knownRuns(
  connection: DuckDBConnection,
  runIds: readonly string[],
): Promise<ReadonlyMap<string, KnownRun>> {
  const known = await remembered(connection, 'runs of results', async () => new Map<string, KnownRun>());
  const others = runIds.filter((runId) => !known.has(runId));
  if (others.length > 0) {
    const ids = listOf('run', others);
    const rows = await rowsOf<KnownRun>(connection, {
      sql: `SELECT r.run_id AS "runId", r.run_no AS "runNo", ${EXTENT_COLUMNS}, v.width, v.height,
          r.sampled_frames IS NOT NULL AS "hasEnded"
        FROM (SELECT * FROM runs WHERE run_id IN ${ids.sql}) r JOIN videos v USING (video_id)`,
      values: ids.values,
    });
    for (const row of rows) known.set(row.runId, row);
  }
  return new Map(runIds.flatMap((runId) => known.get(runId) ?? []).map((run) => [run.runId, run]));
}

interface LedgerRow {
  readonly runNo: number;
  readonly chunkIndex: number;
  readonly lacking: number;
}

/** Of each chunk of the ledger that a batch may be about: frames that it lacks, by `ledgerKeyOf`. */
async function lackingFrames(
  connection: DuckDBConnection,
  results: readonly ChunkOutcome[],
  runs: readonly KnownRun[],
): Promise<ReadonlyMap<string, number>> {
  if (runs.length === 0) return new Map();
  const indexes = results.map(({ chunkIndex }) => chunkIndex);
  const rows = await rowsOf<LedgerRow>(connection, {
    sql: `SELECT run_no AS "runNo", chunk_index AS "chunkIndex",
        coalesce(sum(frame_count) FILTER (state <> 'stored'), 0)::DOUBLE AS lacking
      FROM chunks
      WHERE run_no IN ${numberList(runs.map(({ runNo }) => runNo))}
        AND chunk_index BETWEEN ${Math.min(...indexes)} AND ${Math.max(...indexes)}
      GROUP BY ALL`,
    values: {},
  });
  const idOf = new Map(runs.map(({ runNo, runId }) => [runNo, runId]));
  return new Map(
    rows.map(({ runNo, chunkIndex, lacking }) => [ledgerKeyOf({ runId: idOf.get(runNo)!, chunkIndex }), lacking]),
  );
}
