import type { BoundingBox } from '../../../shared/detection.ts';
import { centreForm } from './motion.ts';
import type { Observation, Tracklet } from './tracklet.ts';

/** Fewer observations tell no speed. */
const MIN_OBSERVATIONS = 3;
/** A box that is smaller than this share of the large ones is taken to be hidden in part: its centre is not the object's. */
const WHOLE = 0.8;

/** Where one end of a tracklet leads. */
export interface Heading {
  readonly ptsSeconds: number;
  /** The whole object at that time, as the line through its way has it. */
  readonly box: BoundingBox;
  /** Of the centre, in pixels a second; `null` where too little was seen to tell. */
  readonly speed: readonly [x: number, y: number] | null;
}

/**
 * A straight line through the centres at one end of a tracklet (least squares). What hides an object hides a part of it first, so
 * that boxes shrink towards a gap: only those count that show it whole.
 *
 * @param seconds - how much of the tracklet is looked at
 */
export function headingOf(tracklet: Tracklet, end: 'first' | 'last', seconds: number): Heading {
  const { ptsSeconds, box } = tracklet.at(end === 'first' ? 0 : -1)!;
  const near = nearOf(tracklet, end, seconds);
  const whole = wholeOf(near);
  const boxes = whole.map((observation) => centreForm(observation.box));
  const times = whole.map((observation) => observation.ptsSeconds - ptsSeconds);
  if (whole.length < MIN_OBSERVATIONS || times.every((time) => time === times[0]))
    return { ptsSeconds, box, speed: null };
  const [cx, speedX] = lineThrough(
    times,
    boxes.map(([x]) => x),
  );
  const [cy, speedY] = lineThrough(
    times,
    boxes.map(([, y]) => y),
  );
  const width = quantile(
    boxes.map(([, , one]) => one),
    0.5,
  );
  const height = quantile(
    boxes.map(([, , , one]) => one),
    0.5,
  );
  return {
    ptsSeconds,
    box: [cx - width / 2, cy - height / 2, cx + width / 2, cy + height / 2],
    speed: [speedX, speedY],
  };
}

/** Where the box is at another time if it goes on at a speed. */
export function boxAt(
  { box: [x1, y1, x2, y2], ptsSeconds }: Heading,
  speed: readonly [number, number],
  at: number,
): BoundingBox {
  const [x, y] = [speed[0] * (at - ptsSeconds), speed[1] * (at - ptsSeconds)];
  return [x1 + x, y1 + y, x2 + x, y2 + y];
}

function nearOf(tracklet: Tracklet, end: 'first' | 'last', seconds: number): Tracklet {
  if (end === 'first') {
    const until = tracklet[0]!.ptsSeconds + seconds;
    const count = tracklet.findIndex(({ ptsSeconds }) => ptsSeconds > until);
    return count < 0 ? tracklet : tracklet.slice(0, count);
  }
  const from = tracklet.at(-1)!.ptsSeconds - seconds;
  return tracklet.slice(tracklet.findLastIndex(({ ptsSeconds }) => ptsSeconds < from) + 1);
}

function wholeOf(near: Tracklet): Tracklet {
  const large = quantile(near.map(areaOf), 0.8);
  return near.filter((observation) => areaOf(observation) >= WHOLE * large);
}

function areaOf({ box: [x1, y1, x2, y2] }: Observation): number {
  return (x2 - x1) * (y2 - y1);
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))]!;
}

/** Value at time 0 and slope. */
function lineThrough(times: readonly number[], values: readonly number[]): readonly [value: number, slope: number] {
  const mean = (list: readonly number[]) => list.reduce((sum, one) => sum + one, 0) / list.length;
  const [time, value] = [mean(times), mean(values)];
  const spread = times.reduce((sum, one) => sum + (one - time) ** 2, 0);
  const slope = times.reduce((sum, one, index) => sum + (one - time) * (values[index]! - value), 0) / spread;
  return [value - slope * time, slope];
}
