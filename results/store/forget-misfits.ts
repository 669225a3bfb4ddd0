import type { DuckDBConnection } from '@duckdb/node-api';
import { rowsOf } from './rows.ts';
import { EXTENT_COLUMNS, framesOfChunk, type RunExtent } from './run-extent.ts';
import { recountRun } from './run-totals.ts';
import { sumSecondsAnew } from './second-sums.ts';

/** A chunk of the ledger. */
interface LedgerRow {
  readonly chunkIndex: number;
  readonly firstFrameIndex: number;
  readonly frameCount: number;
}

/**
 * Takes out of the ledger, and counts as discarded, what does not fit the end of a run, once that is known: chunks beyond it, or of another number of
 * frames than they have. What was stored before the end was known could not be held against it.
 */
export async function forgetMisfits(connection: DuckDBConnection, runNo: number): Promise<void> {
  const [extent] = await rowsOf<RunExtent>(connection, {
    sql: `SELECT ${EXTENT_COLUMNS} FROM runs r JOIN videos v USING (video_id) WHERE run_no = $runNo`,
    values: { runNo },
  });
  const rows = await rowsOf<LedgerRow>(connection, {
    sql: `SELECT chunk_index AS "chunkIndex", min(first_frame_index) AS "firstFrameIndex", sum(frame_count)::DOUBLE AS "frameCount"
          FROM chunks WHERE run_no = $runNo GROUP BY chunk_index ORDER BY 2`,
    values: { runNo },
  });
  const fits = ({ chunkIndex, frameCount }: LedgerRow): boolean => {
    const [fewest, most] = framesOfChunk(extent!, chunkIndex);
    return fewest <= frameCount && frameCount <= most;
  };
  const misfits = rows.filter((row) => !fits(row));
  for (const { chunkIndex, firstFrameIndex } of misfits) {
    await connection.run('DELETE FROM chunks WHERE run_no = $runNo AND chunk_index = $chunkIndex', {
      runNo,
      chunkIndex,
    });
    const next = rows.find((row) => fits(row) && row.firstFrameIndex > firstFrameIndex);
    for (const table of ['frames', 'detections']) {
      await connection.run(
        `DELETE FROM ${table}
         WHERE run_no = $runNo AND frame_index >= $firstFrameIndex AND ($end IS NULL OR frame_index < $end::BIGINT)`,
        { runNo, firstFrameIndex, end: next?.firstFrameIndex ?? null },
      );
    }
  }
  if (misfits.length === 0) return;
  await sumSecondsAnew(connection, runNo);
  await recountRun(connection, runNo);
  await connection.run('UPDATE runs SET discarded_results = discarded_results + $count::BIGINT WHERE run_no = $runNo', {
    runNo,
    count: misfits.length,
  });
}
