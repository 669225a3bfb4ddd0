import type { DuckDBConnection } from '@duckdb/node-api';
import { rowsOf } from './rows.ts';
import { EXTENT_COLUMNS, framesOfChunk, type RunExtent } from './run-extent.ts';
import { recountRun } from './run-totals.ts';
import { sumRunAnew } from './sum-run-anew.ts';

/** A chunk of the ledger. */
interface LedgerRow {
  readonly chunkIndex: number;
  readonly firstFrameIndex: number;
  readonly frameCount: number;
  readonly storedFrames: number;
}

/**
 * Takes out of the ledger, and counts as discarded, what does not fit the end of a run, once that is known: chunks beyond it, or of another number of
 * frames than they have. What was stored before the end was known could not be held against it. A chunk whose frames lie where
 * those of a misfit were stored goes with it: their rows cannot be told apart, and it is asked for again.
 */
export async function forgetMisfits(connection: DuckDBConnection, runNo: number): Promise<void> {
  const [extent] = await rowsOf<RunExtent>(connection, {
    sql: `SELECT ${EXTENT_COLUMNS} FROM runs r JOIN videos v USING (video_id) WHERE run_no = $runNo`,
    values: { runNo },
  });
  if (!(await hasMisfits(connection, runNo, extent!))) return;
  const rows = await rowsOf<LedgerRow>(connection, {
    sql: `SELECT chunk_index AS "chunkIndex", min(first_frame_index) AS "firstFrameIndex", sum(frame_count)::DOUBLE AS "frameCount",
            coalesce(sum(frame_count) FILTER (state = 'stored'), 0)::DOUBLE AS "storedFrames"
          FROM chunks WHERE run_no = $runNo GROUP BY chunk_index ORDER BY 2`,
    values: { runNo },
  });
  const fitting = rows.filter((row) => fits(extent!, row));
  const misfits = rows.filter((row) => !fits(extent!, row));
  if (misfits.length === 0) return;
  for (const misfit of misfits) {
    await forgetChunk(connection, runNo, misfit);
    if (misfit.storedFrames === 0) continue; // rows where it says that its frames are, are those of others
    const { firstFrameIndex } = misfit;
    const before = fitting.findLast((row) => row.firstFrameIndex <= firstFrameIndex);
    const end = fitting.find((row) => row.firstFrameIndex > firstFrameIndex)?.firstFrameIndex ?? null;
    const isAlone = !before || (await framesBetween(connection, runNo, before, firstFrameIndex)) >= before.storedFrames;
    if (!isAlone) await forgetChunk(connection, runNo, before);
    const first = isAlone ? firstFrameIndex : before.firstFrameIndex;
    for (const table of ['frames', 'detections']) {
      await connection.run(
        `DELETE FROM ${table} WHERE run_no = $runNo AND frame_index >= $first AND ($end IS NULL OR frame_index < $end::BIGINT)`,
        { runNo, first, end },
      );
    }
  }
  await sumRunAnew(connection, runNo);
  await recountRun(connection, runNo);
  await connection.run('UPDATE runs SET discarded_results = discarded_results + $count::BIGINT WHERE run_no = $runNo', {
    runNo,
    count: misfits.length,
  });
}

function fits(run: RunExtent, { chunkIndex, frameCount }: Pick<LedgerRow, 'chunkIndex' | 'frameCount'>): boolean {
  const [fewest, most] = framesOfChunk(run, chunkIndex);
  return fewest <= frameCount && frameCount <= most;
}

/** Found in one pass over the ledger, which may be long: the rows of a chunk were added one after the other, and are read so. */
async function hasMisfits(connection: DuckDBConnection, runNo: number, run: RunExtent): Promise<boolean> {
  const sql = 'SELECT chunk_index, frame_count FROM chunks WHERE run_no = $runNo';
  const ledger = await connection.stream(sql, { runNo });
  let [current, frames] = [-1, 0];
  let hasOne = false;
  const close = () => {
    hasOne ||= current >= 0 && !fits(run, { chunkIndex: current, frameCount: frames });
  };
  for await (const rows of ledger.yieldRows()) {
    for (const [chunkIndex, frameCount] of rows as [number, number][]) {
      if (chunkIndex !== current) {
        close();
        [current, frames] = [chunkIndex, 0];
      }
      frames += frameCount;
    }
  }
  close();
  return hasOne;
}

async function forgetChunk(connection: DuckDBConnection, runNo: number, { chunkIndex }: LedgerRow): Promise<void> {
  await connection.run('DELETE FROM chunks WHERE run_no = $runNo AND chunk_index = $chunkIndex', { runNo, chunkIndex });
}

/** How many frames are stored from the beginning of a chunk to another's. */
async function framesBetween(
  connection: DuckDBConnection,
  runNo: number,
  { firstFrameIndex: from }: LedgerRow,
  to: number,
): Promise<number> {
  const [row] = await rowsOf<{ frames: number }>(connection, {
    sql: 'SELECT count(*)::DOUBLE AS frames FROM frames WHERE run_no = $runNo AND frame_index >= $from AND frame_index < $to',
    values: { runNo, from, to },
  });
  return row!.frames;
}
