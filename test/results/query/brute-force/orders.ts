import { byConfidence, type Found } from './answer.ts';

type Compare = (a: Found, b: Found) => number;

const areaOf = ({ box: [x1, y1, x2, y2] }: Found) => (x2 - x1) * (y2 - y1);
const byPlace: Compare = (a, b) => a.frame.runNo - b.frame.runNo || a.frame.frameIndex - b.frame.frameIndex;

/** What comes first, by the words for it. */
export const ORDERS: Readonly<Record<string, Compare>> = {
  time: (a, b) => byPlace(a, b) || byConfidence(a, b),
  latest: (a, b) => byPlace(b, a) || byConfidence(a, b),
  confidence: (a, b) => b.confidence - a.confidence || byPlace(a, b) || byConfidence(a, b),
  size: (a, b) => areaOf(b) - areaOf(a) || byPlace(a, b) || byConfidence(a, b),
};

/** The surest of each label in each stretch of so many seconds of a run. */
export function spreadOut(found: readonly Found[], seconds: number): Found[] {
  const best = new Map<string, Found>();
  for (const one of found.toSorted(ORDERS.confidence!)) {
    const key = `${one.frame.runId} ${Math.floor(one.frame.ptsSeconds / seconds)} ${one.label}`;
    if (!best.has(key)) best.set(key, one);
  }
  return [...best.values()];
}
