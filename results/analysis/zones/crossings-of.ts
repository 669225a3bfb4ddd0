import type { TrackBox } from '../tracking/track-objects.ts';
import { placeOf, type Side, sideOf } from './anchor.ts';
import type { Hysteresis, NamedLine } from './named.ts';
import { meet, rightOf } from './plane.ts';
import { settledStretches } from './settled.ts';

/** How much of the way around a crossing tells how fast it was, to each side. */
const SPEED_SECONDS = 0.25;

/** Once over a line. */
export interface Crossing {
  readonly line: string;
  /** `in`: from the left-hand side to the right-hand side of somebody who walks the line from its first point to its second. */
  readonly direction: 'in' | 'out';
  /** The first frame in which it was on the other side. */
  readonly at: TrackBox;
  readonly pixelsPerSecond: number;
}

/** Where an object went over a line and stayed on the other side, in the order of time. What goes around its ends does not count. */
export function crossingsOf(
  boxes: readonly TrackBox[],
  { name, segment, anchor }: NamedLine,
  { settleSeconds, marginPixels }: Hysteresis,
): Crossing[] {
  const rightAt = (place: readonly [number, number]) => rightOf(segment, place);
  const leftAt = (place: readonly [number, number]) => -rightOf(segment, place);
  const samples = boxes.map(({ ptsSeconds, box }) => {
    const right = sideOf(box, anchor, rightAt, marginPixels);
    // with all corners asked for, a box that lies across is on neither side
    const left = anchor === 'all' ? sideOf(box, anchor, leftAt, marginPixels) : -right;
    return { ptsSeconds, side: (right === 1 ? 1 : left === 1 ? -1 : 0) as Side };
  });
  const stretches = settledStretches(samples, settleSeconds);
  return stretches.slice(1).flatMap(({ side, first }, index): Crossing[] => {
    const at = boxes[first]!;
    const way = boxes.slice(stretches[index]!.lastDecided, first + 1).map(({ box }) => placeOf(box, anchor));
    if (!way.slice(1).some((place, step) => meet([way[step]!, place], segment))) return [];
    const pixelsPerSecond = speedAround(boxes, first, anchor);
    return [{ line: name, direction: side === 1 ? 'in' : 'out', at, pixelsPerSecond }];
  });
}

function speedAround(boxes: readonly TrackBox[], index: number, anchor: NamedLine['anchor']): number {
  const middle = boxes[index]!.ptsSeconds;
  let [from, to] = [Math.max(0, index - 1), index];
  while (from > 0 && middle - boxes[from - 1]!.ptsSeconds <= SPEED_SECONDS) from--;
  while (to + 1 < boxes.length && boxes[to + 1]!.ptsSeconds - middle <= SPEED_SECONDS) to++;
  const [[x1, y1], [x2, y2]] = [placeOf(boxes[from]!.box, anchor), placeOf(boxes[to]!.box, anchor)];
  const seconds = boxes[to]!.ptsSeconds - boxes[from]!.ptsSeconds;
  return seconds > 0 ? Math.hypot(x2 - x1, y2 - y1) / seconds : 0;
}
