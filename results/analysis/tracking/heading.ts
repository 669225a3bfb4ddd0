import type { BoundingBox } from '../../../shared/detection.ts';
import { centreForm } from './motion.ts';
import type { Tracklet } from './tracklet.ts';

/** Fewer observations tell no speed. */
const MIN_OBSERVATIONS = 3;

/** Where one end of a tracklet leads. */
export interface Heading {
  readonly ptsSeconds: number;
  /** The box at that end, smoothed by the fit. */
  readonly box: BoundingBox;
  /** Of the centre, in pixels a second; `null` where too little was seen to tell. */
  readonly speed: readonly [x: number, y: number] | null;
}

/**
 * A straight line through the centres at one end of a tracklet (least squares).
 *
 * @param seconds - how much of it is looked at
 */
export function headingOf(tracklet: Tracklet, end: 'first' | 'last', seconds: number): Heading {
  const { ptsSeconds, box } = tracklet.at(end === 'first' ? 0 : -1)!;
  const near = nearOf(tracklet, end, seconds);
  const [, , width, height] = centreForm(box);
  const xs = near.map((observation) => centreForm(observation.box)[0]);
  const ys = near.map((observation) => centreForm(observation.box)[1]);
  const times = near.map((observation) => observation.ptsSeconds - ptsSeconds);
  if (near.length < MIN_OBSERVATIONS || times.every((time) => time === times[0]))
    return { ptsSeconds, box, speed: null };
  const [cx, speedX] = lineThrough(times, xs);
  const [cy, speedY] = lineThrough(times, ys);
  const fitted: BoundingBox = [cx - width / 2, cy - height / 2, cx + width / 2, cy + height / 2];
  return { ptsSeconds, box: fitted, speed: [speedX, speedY] };
}

/** Where the box is at another time if it goes on at a speed. */
export function boxAt({ box: [x1, y1, x2, y2], ptsSeconds }: Heading, speed: readonly [number, number], at: number) {
  const [x, y] = [speed[0] * (at - ptsSeconds), speed[1] * (at - ptsSeconds)];
  return [x1 + x, y1 + y, x2 + x, y2 + y] as const;
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

/** Value at time 0 and slope. */
function lineThrough(times: readonly number[], values: readonly number[]): readonly [value: number, slope: number] {
  const mean = (list: readonly number[]) => list.reduce((sum, one) => sum + one, 0) / list.length;
  const [time, value] = [mean(times), mean(values)];
  const spread = times.reduce((sum, one) => sum + (one - time) ** 2, 0);
  const slope = times.reduce((sum, one, index) => sum + (one - time) * (values[index]! - value), 0) / spread;
  return [value - slope * time, slope];
}
