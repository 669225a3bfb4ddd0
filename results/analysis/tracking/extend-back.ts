import { iou } from '../../../shared/box-iou.ts';
import { assignPairs, type Pair } from '../assign-pairs.ts';
import { Motion } from './motion.ts';
import type { Steps } from './steps.ts';
import type { TrackingSettings } from './tracking-settings.ts';
import { type ClassFrame, firstOf, type Observation, type Tracklet } from './tracklet.ts';

/** A tracklet that is followed towards its past; observations come at the end of `before`, latest first. */
interface Backward {
  readonly tracklet: Tracklet;
  readonly before: Observation[];
  readonly motion: Motion;
}

/**
 * Gives tracklets the weak detections before their first sure one, against the order of time: what nobody could know to be an
 * object then is one now.
 *
 * @param frames - in the order of time
 */
export function* extendBack(
  tracklets: readonly Tracklet[],
  frames: readonly ClassFrame[],
  settings: TrackingSettings,
  patienceSeconds: number,
): Steps<Tracklet[]> {
  const claimed = new Set(tracklets.flat());
  const backward = tracklets
    .map((tracklet) => ({ tracklet, before: [], motion: reversedMotion(tracklet, settings) }) as Backward)
    .sort((a, b) => firstOf(b.tracklet).at - firstOf(a.tracklet).at);
  let live: Backward[] = [];
  let next = 0;
  for (const frame of frames.toReversed()) {
    yield undefined;
    const { at, ptsSeconds } = frame[0]!;
    for (; next < backward.length && firstOf(backward[next]!.tracklet).at > at; next++) live.push(backward[next]!);
    live = live.filter((one) => earliestOf(one).ptsSeconds - ptsSeconds <= patienceSeconds);
    const free = frame.filter((observation) => !claimed.has(observation));
    if (free.length > 0 && live.length > 0) joinFrame(live, free, settings);
  }
  return backward.map(({ tracklet, before }) => [...before.reverse(), ...tracklet]);
}

function joinFrame(live: readonly Backward[], free: readonly Observation[], settings: TrackingSettings): void {
  const pairs: Pair[] = [];
  for (const [row, { motion }] of live.entries()) {
    const box = motion.at(-free[0]!.ptsSeconds);
    for (const [column, observation] of free.entries()) {
      const similarity = iou(box, observation.box);
      if (similarity >= settings.minFaintSimilarity) pairs.push({ row, column, similarity });
    }
  }
  for (const { row, column } of assignPairs(pairs)) {
    const observation = free[column]!;
    live[row]!.before.push(observation);
    live[row]!.motion.correct(observation.box, -observation.ptsSeconds);
  }
}

function earliestOf({ tracklet, before }: Backward): Observation {
  return before.at(-1) ?? firstOf(tracklet);
}

/** How a tracklet moves at its beginning, with time running backwards. */
function reversedMotion(tracklet: Tracklet, { headingSeconds }: TrackingSettings): Motion {
  const until = firstOf(tracklet).ptsSeconds + headingSeconds;
  const start = tracklet.filter(({ ptsSeconds }) => ptsSeconds <= until).reverse();
  const motion = new Motion(start[0]!.box, -start[0]!.ptsSeconds);
  for (const { box, ptsSeconds } of start.slice(1)) motion.correct(box, -ptsSeconds);
  return motion;
}
