import type { BoundingBox } from '../../../shared/detection.ts';
import type { Tracklet } from './tracklet.ts';

/** Farther observations weigh nothing. */
const REACH = 3;

/** Where an object is in a frame. */
export interface PlacedBox {
  /** Place among the frames that were looked at. */
  readonly at: number;
  readonly box: BoundingBox;
  /** `null` where it was not seen and lies between places where it was. */
  readonly confidence: number | null;
}

/**
 * Where an object was in each frame from its first to its last: smoothed where it was seen, on a straight line between where it
 * was not.
 *
 * @param times - `ptsSeconds` of every frame that was looked at
 * @see Du et al., StrongSORT (Gaussian-smoothed interpolation); here by a line through the neighbours, weighted by a Gaussian of
 *   their distance in time, so that the ends are not drawn inwards
 */
export function fillAndSmooth(tracklet: Tracklet, times: readonly number[], smoothingSeconds: number): PlacedBox[] {
  const boxes: PlacedBox[] = [];
  let start = 0;
  for (const [index, observation] of tracklet.entries()) {
    while (observation.ptsSeconds - tracklet[start]!.ptsSeconds > REACH * smoothingSeconds) start++;
    const box = smoothed(tracklet, index, start, smoothingSeconds);
    const previous = boxes.at(-1);
    for (let at = (previous?.at ?? observation.at) + 1; at < observation.at; at++) {
      boxes.push({ at, box: between(previous!, { at: observation.at, box }, times, at), confidence: null });
    }
    boxes.push({ at: observation.at, box, confidence: observation.confidence });
  }
  return boxes;
}

function smoothed(tracklet: Tracklet, index: number, start: number, sigma: number): BoundingBox {
  const { ptsSeconds, box } = tracklet[index]!;
  const near: (readonly [weight: number, time: number, box: BoundingBox])[] = [];
  for (let other = start; other < tracklet.length; other++) {
    const time = tracklet[other]!.ptsSeconds - ptsSeconds;
    if (time > REACH * sigma) break;
    near.push([Math.exp(-0.5 * (time / sigma) ** 2), time, tracklet[other]!.box]);
  }
  return box.map((value, edge) => lineAt0(near, edge) ?? value) as unknown as BoundingBox;
}

/** The value at time 0 of the line that fits best; `null` where all are of one time. */
function lineAt0(near: readonly (readonly [number, number, BoundingBox])[], edge: number): number | null {
  let [weights, times, squares, values, products] = [0, 0, 0, 0, 0];
  for (const [weight, time, box] of near) {
    weights += weight;
    times += weight * time;
    squares += weight * time * time;
    values += weight * box[edge]!;
    products += weight * time * box[edge]!;
  }
  const spread = weights * squares - times * times;
  return spread > 1e-12 ? (squares * values - times * products) / spread : null;
}

function between(
  from: Pick<PlacedBox, 'at' | 'box'>,
  to: Pick<PlacedBox, 'at' | 'box'>,
  times: readonly number[],
  at: number,
): BoundingBox {
  const elapsed = times[to.at]! - times[from.at]!;
  const share = elapsed > 0 ? (times[at]! - times[from.at]!) / elapsed : 0;
  return from.box.map((edge, index) => edge + (to.box[index]! - edge) * share) as unknown as BoundingBox;
}
