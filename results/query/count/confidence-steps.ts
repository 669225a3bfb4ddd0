/** Steps in which sums by confidence are kept: of 0.05, from 0 to 1. */
const STEPS = 20;

/** The least confidence of each step, as detections are stored and held against: as FLOAT. */
export const STEP_CONFIDENCES: readonly number[] = Array.from({ length: STEPS + 1 }, (_, step) =>
  Math.fround(step / STEPS),
);

/** The step that a least confidence is; `null`: it lies between two. */
export function stepOf(minConfidence: number): number | null {
  const step = Math.round(minConfidence * STEPS);
  return step / STEPS === minConfidence ? step : null;
}

/** The last step that a detection is sure enough for. @param confidence - in 0..1; what is stored of it counts */
export function lastStepOf(confidence: number): number {
  const stored = Math.fround(confidence);
  let step = Math.min(STEPS, Math.round(stored * STEPS));
  while (stored < STEP_CONFIDENCES[step]!) step -= 1;
  return step;
}
