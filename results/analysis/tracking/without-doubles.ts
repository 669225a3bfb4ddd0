import { iou } from '../../../shared/box-iou.ts';
import { firstOf, lastOf, type Observation, type Tracklet } from './tracklet.ts';

/** Least IoU of two boxes on the same thing, and the share of a tracklet's boxes that have to be so. */
const SAME_BOX = 0.5;
const SAME_SHARE = 0.7;

/**
 * Leaves out the tracklets that only double a longer one, box by box: what suppression left beside the right box for a while is no
 * second object.
 *
 * @param tracklets - of one class
 */
export function withoutDoubles(tracklets: readonly Tracklet[]): Tracklet[] {
  const longest = tracklets.toSorted((a, b) => b.length - a.length);
  const boxesAt = new Map<Tracklet, Map<number, Observation>>();
  const boxesOf = (tracklet: Tracklet): Map<number, Observation> => {
    const known = boxesAt.get(tracklet) ?? new Map(tracklet.map((one) => [one.at, one]));
    boxesAt.set(tracklet, known);
    return known;
  };
  const kept: Tracklet[] = [];
  for (const tracklet of longest) {
    const isDouble = kept.some(
      (other) =>
        firstOf(other).at <= firstOf(tracklet).at &&
        lastOf(other).at >= lastOf(tracklet).at &&
        isOn(tracklet, boxesOf(other)),
    );
    if (!isDouble) kept.push(tracklet);
  }
  const left = new Set(kept);
  return tracklets.filter((tracklet) => left.has(tracklet));
}

function isOn(tracklet: Tracklet, others: ReadonlyMap<number, Observation>): boolean {
  let elsewhere = 0;
  for (const { at, box } of tracklet) {
    const other = others.get(at);
    if (other !== undefined && iou(box, other.box) >= SAME_BOX) continue;
    if (++elsewhere > (1 - SAME_SHARE) * tracklet.length) return false;
  }
  return true;
}
