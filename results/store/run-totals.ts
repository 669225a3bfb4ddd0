import type { DuckDBConnection } from '@duckdb/node-api';
import { failedFramesOf } from '../../shared/chunk-result.ts';
import type { PackedResult } from '../../shared/packed-result.ts';

/** What a batch of results adds to what a run has accounted for. */
interface Addition {
  accounted: number;
  stored: number;
  carried: number;
  failed: number;
  detections: number;
  inferenceMs: number;
  /** `null` while no frame is stored. */
  firstPts: number | null;
  lastPts: number | null;
}

const NOTHING: Addition = {
  ...{ accounted: 0, stored: 0, carried: 0, failed: 0, detections: 0, inferenceMs: 0 },
  ...{ firstPts: null, lastPts: null },
};

/**
 * Adds new results to the totals of their runs, in the transaction that stores them, so that how far a run is costs no scan.
 *
 * @param results - whose chunks the ledger did not have
 */
export async function addToTotals(
  connection: DuckDBConnection,
  results: readonly PackedResult[],
  runNoOf: (runId: string) => number,
): Promise<void> {
  const additions = new Map<number, Addition>();
  for (const result of results) {
    const runNo = runNoOf(result.runId);
    let sum = additions.get(runNo);
    if (!sum) {
      sum = { ...NOTHING };
      additions.set(runNo, sum);
    }
    addResult(sum, result);
  }
  for (const [runNo, sum] of additions) await connection.run(additionTo(runNo, sum));
}

/** Its numbers stand in the text, as texts that DuckDB reads exactly: without values it plans and runs a statement in one call. */
function additionTo(runNo: number, sum: Addition): string {
  const { accounted, stored, carried, failed, detections } = sum;
  const double = (number: number | null) => (number === null ? 'NULL' : `'${number}'::DOUBLE`);
  return `UPDATE runs SET accounted_frames = accounted_frames + ${accounted}, stored_frames = stored_frames + ${stored},
      carried_frames = carried_frames + ${carried}, failed_frames = failed_frames + ${failed}, detections = detections + ${detections},
      inference_ms = inference_ms + ${double(sum.inferenceMs)}, first_pts = least(first_pts, ${double(sum.firstPts)}),
      last_pts = greatest(last_pts, ${double(sum.lastPts)})
    WHERE run_no = ${runNo}`;
}

function addResult(sum: Addition, result: PackedResult): void {
  const { frameCount, frames, inferenceMs } = result;
  const failed = failedFramesOf(result);
  sum.accounted += frameCount;
  sum.failed += failed;
  if (failed === frameCount) return;
  sum.stored += frameCount - failed;
  sum.inferenceMs += inferenceMs;
  for (const { ptsSeconds, detectionCount, carriedFrom } of frames) {
    if (carriedFrom !== undefined) sum.carried += 1;
    sum.detections += detectionCount;
    sum.firstPts = Math.min(sum.firstPts ?? ptsSeconds, ptsSeconds);
    sum.lastPts = Math.max(sum.lastPts ?? ptsSeconds, ptsSeconds);
  }
}

/** Makes the totals of a run anew from its ledger, its frames and its seconds, where something was taken out of them. */
export async function recountRun(connection: DuckDBConnection, runNo: number): Promise<void> {
  await connection.run(
    `UPDATE runs SET accounted_frames = c.accounted, stored_frames = c.stored, failed_frames = c.failed,
       dropped_frames = c.dropped, inference_ms = c.inference_ms, first_pts = c.first_pts, last_pts = c.last_pts,
       carried_frames = (SELECT count(carried_from) FROM frames WHERE run_no = $runNo),
       detections = (SELECT coalesce(sum(detections), 0) FROM seconds WHERE run_no = $runNo)
     FROM (
       SELECT coalesce(sum(frame_count), 0) AS accounted, coalesce(sum(frame_count) FILTER (state = 'stored'), 0) AS stored,
         coalesce(sum(frame_count) FILTER (state = 'failed'), 0) AS failed,
         coalesce(sum(frame_count) FILTER (state = 'dropped'), 0) AS dropped,
         coalesce(sum(inference_ms) FILTER (state = 'stored'), 0) AS inference_ms,
         min(first_pts) AS first_pts, max(last_pts) AS last_pts
       FROM chunks WHERE run_no = $runNo
     ) c
     WHERE runs.run_no = $runNo`,
    { runNo },
  );
}
