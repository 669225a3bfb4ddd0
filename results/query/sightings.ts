import type { DetectionRow } from '../../shared/questions.ts';

/** A label that is not seen for longer than this is seen anew. */
const MAX_GAP_SECONDS = 1;

/** When and how well a label is seen. Times are `ptsSeconds`. */
export interface Sighting {
  /** Stretches in which it is seen, first and last time of each. */
  readonly segments: readonly (readonly [from: number, to: number])[];
  /** The surest detection. */
  readonly best: DetectionRow;
}

/** @param rows - of one run, by falling confidence within a frame, frames in order */
export function sightingsByLabel(rows: readonly DetectionRow[]): Map<string, Sighting> {
  const sightings = new Map<string, { segments: [number, number][]; best: DetectionRow }>();
  for (const row of rows) {
    const { label, ptsSeconds } = row;
    const known = sightings.get(label);
    if (!known) {
      sightings.set(label, { segments: [[ptsSeconds, ptsSeconds]], best: row });
      continue;
    }
    if (row.confidence > known.best.confidence) known.best = row;
    const last = known.segments.at(-1)!;
    if (ptsSeconds - last[1] <= MAX_GAP_SECONDS) last[1] = ptsSeconds;
    else known.segments.push([ptsSeconds, ptsSeconds]);
  }
  return sightings;
}
