import type { StoredRun } from './ask-run.ts';
import type { ClipScore } from './clip-score.ts';

/** What the store says of the demo's run. */
export interface DemoResult {
  readonly stored: StoredRun;
  /** `null` for a run that was stopped: what is not stored yet is not missing. */
  readonly score: ClipScore | null;
}

/** The same as `demo --json` prints it. */
export function demoFacts({ stored, score }: DemoResult): Readonly<Record<string, unknown>> {
  const { runId, state, sampledFrames, storedFrames, detections } = stored.run;
  const { precision = null, recall = null, ap50 = null } = score ?? {};
  const countsByLabel = Object.fromEntries(stored.counts.map((count) => [count.label, count.detections]));
  return { runId, state, sampledFrames, storedFrames, detections, precision, recall, ap50, countsByLabel };
}
