import { iou } from '../../../shared/box-iou.ts';
import type { BoundingBox } from '../../../shared/detection.ts';
import { assignPairs, type Pair } from '../assign-pairs.ts';
import { widened } from './buffered-iou.ts';
import { Motion } from './motion.ts';
import type { Steps } from './steps.ts';
import type { TrackingSettings } from './tracking-settings.ts';
import { type ClassFrame, lastOf, type Observation, type Tracklet } from './tracklet.ts';

/** An object that is looked for in the next frame. */
interface Live {
  readonly tracklet: Observation[];
  readonly motion: Motion;
}

/**
 * Joins what was seen of one class, frame by frame in the order of time: first sure detections to what lies near where an object
 * should be (a small buffer), then weak ones to the objects that are left, then sure ones that lie farther off (a large buffer).
 * A sure detection that is left begins an object.
 *
 * @param patienceSeconds - for how long an object that is not seen is looked for
 * @see Yang et al., WACV 2023 (C-BIoU: two buffers in a cascade); Zhang et al., ECCV 2022 (ByteTrack: weak detections second)
 */
export function* associate(
  frames: readonly ClassFrame[],
  settings: TrackingSettings,
  patienceSeconds: number,
): Steps<Tracklet[]> {
  const tracklets: Tracklet[] = [];
  let live: Live[] = [];
  for (const frame of frames) {
    yield undefined;
    const { ptsSeconds } = frame[0]!;
    live = live.filter(({ tracklet }) => ptsSeconds - lastOf(tracklet).ptsSeconds <= patienceSeconds);
    const left = joinFrame(live, frame, settings);
    for (const observation of left) {
      if (observation.confidence < settings.sureConfidence) continue;
      const tracklet = [observation];
      tracklets.push(tracklet);
      live.push({ tracklet, motion: new Motion(observation.box, ptsSeconds) });
    }
  }
  return tracklets;
}

/** Gives each object its observation in a frame. @returns the observations that none took */
function joinFrame(live: readonly Live[], frame: ClassFrame, settings: TrackingSettings): Observation[] {
  const { ptsSeconds } = frame[0]!;
  const { buffers, minSimilarity, minFaintSimilarity, sureConfidence } = settings;
  const [near, far] = buffers;
  const objects = new Map(live.map((one) => [one, one.motion.at(ptsSeconds)]));
  const sure = new Set(frame.filter(({ confidence }) => confidence >= sureConfidence));
  const faint = new Set(frame.filter(({ confidence }) => confidence < sureConfidence));
  for (const [observations, buffer, least] of [
    [sure, near, minSimilarity],
    [faint, 0, minFaintSimilarity],
    [sure, far, minSimilarity],
  ] as const) {
    for (const [one, observation] of bestPairs(objects, observations, buffer, least)) {
      one.tracklet.push(observation);
      one.motion.correct(observation.box, ptsSeconds);
      objects.delete(one);
      observations.delete(observation);
    }
  }
  return [...sure, ...faint];
}

function bestPairs(
  objects: ReadonlyMap<Live, BoundingBox>,
  observations: ReadonlySet<Observation>,
  buffer: number,
  least: number,
): [Live, Observation][] {
  if (objects.size === 0 || observations.size === 0) return [];
  const rows = [...objects.keys()];
  const columns = [...observations];
  const expected = [...objects.values()].map((box) => widened(box, buffer));
  const seen = columns.map(({ box }) => widened(box, buffer));
  const pairs: Pair[] = [];
  for (let row = 0; row < rows.length; row++) {
    for (let column = 0; column < columns.length; column++) {
      const similarity = iou(expected[row]!, seen[column]!);
      if (similarity >= least) pairs.push({ row, column, similarity });
    }
  }
  return assignPairs(pairs).map(({ row, column }) => [rows[row]!, columns[column]!]);
}
