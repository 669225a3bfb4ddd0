import type { TrackBox } from '../tracking/track-objects.ts';
import { sideOf } from './anchor.ts';
import type { Hysteresis, NamedZone } from './named.ts';
import { depthIn } from './plane.ts';
import { settledStretches } from './settled.ts';

/** A stay in a zone. */
export interface Visit {
  readonly zone: string;
  /** The first and the last frame in which it was inside. */
  readonly entered: TrackBox;
  readonly left: TrackBox;
}

/** The stays of an object in a zone, in the order of time. */
export function visitsOf(
  boxes: readonly TrackBox[],
  zone: NamedZone,
  { settleSeconds, marginPixels }: Hysteresis,
): Visit[] {
  const depthAt = (place: readonly [number, number]) => depthIn(zone.polygon, place);
  const samples = boxes.map(({ ptsSeconds, box }) => ({
    ptsSeconds,
    side: sideOf(box, zone.anchor, depthAt, marginPixels),
  }));
  return settledStretches(samples, settleSeconds)
    .filter(({ side }) => side === 1)
    .map(({ first, last }) => ({ zone: zone.name, entered: boxes[first]!, left: boxes[last]! }));
}

/** A visit, and the one to another zone that the object came from. */
export interface Journey {
  readonly from: Visit;
  readonly to: Visit;
}

/**
 * The visits to one zone of an object that had been in another before: that it had entered earlier and left no later than it entered
 * this one, or was still in where the two overlap. Of several the latest.
 *
 * @param froms - in the order of time, as `tos`
 */
export function journeysOf(froms: readonly Visit[], tos: readonly Visit[]): Journey[] {
  return tos.flatMap((to) => {
    const from = froms.findLast(({ entered }) => entered.ptsSeconds < to.entered.ptsSeconds);
    return from ? [{ from, to }] : [];
  });
}
