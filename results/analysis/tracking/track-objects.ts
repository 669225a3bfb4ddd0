import type { BoundingBox, FrameDetections } from '../../../shared/detection.ts';
import { associate } from './associate.ts';
import { extendBack } from './extend-back.ts';
import { fillAndSmooth } from './fill-and-smooth.ts';
import { isConfirmed } from './is-confirmed.ts';
import { linkTracklets } from './link-tracklets.ts';
import { resultOf, type Steps } from './steps.ts';
import { TRACKING_SETTINGS, type TrackingSettings } from './tracking-settings.ts';
import type { ClassFrame, Observation } from './tracklet.ts';
import { withoutDoubles } from './without-doubles.ts';

/** A frame that was looked at, also one in which nothing was found. */
export type LookedAtFrame = Pick<FrameDetections, 'frameIndex' | 'ptsSeconds' | 'detections'>;

/** Where an object was in one frame. */
export interface TrackBox {
  readonly frameIndex: number;
  readonly ptsSeconds: number;
  /** Smoothed; in pixels of the frame as shown. */
  readonly box: BoundingBox;
  /** `null` where it was not seen, but before and after. */
  readonly confidence: number | null;
}

/** One object through all the frames from its first to its last. */
export interface ObjectTrack {
  /** From 1, by first frame. */
  readonly trackId: number;
  readonly classId: number;
  readonly label: string;
  readonly boxes: readonly TrackBox[];
}

/** Frames in which times only grow: what time jumps back over is another scene. */
interface Scene {
  readonly frames: readonly LookedAtFrame[];
  readonly times: readonly number[];
  /** Usual time from one frame to the next. */
  readonly intervalSeconds: number;
}

type Unnumbered = Omit<ObjectTrack, 'trackId'>;

/**
 * Joins detections into objects, class by class, after the fact: what comes later decides too. The same frames give the same
 * tracks, in whatever order the detections of a frame come.
 *
 * @param frames - in the order in which they were decoded
 */
export function trackObjects(
  frames: readonly LookedAtFrame[],
  settings: TrackingSettings = TRACKING_SETTINGS,
): ObjectTrack[] {
  return resultOf(trackingSteps(frames, settings));
}

/** The same in steps of a frame or an object, for who has other things to do meanwhile. */
export function* trackingSteps(
  frames: readonly LookedAtFrame[],
  settings: TrackingSettings = TRACKING_SETTINGS,
): Steps<ObjectTrack[]> {
  const found: Unnumbered[] = [];
  for (const scene of scenesOf(frames)) {
    const tracks: Unnumbered[] = [];
    for (const [key, perFrame] of observationsByClass(scene.frames)) {
      for (const boxes of yield* tracksOfClass(scene, perFrame, settings)) tracks.push({ ...key, boxes });
    }
    found.push(...tracks.sort(byFirstFrame));
  }
  return found.map((track, index) => ({ trackId: index + 1, ...track }));
}

function* tracksOfClass(
  { frames, times, intervalSeconds }: Scene,
  perFrame: readonly ClassFrame[],
  settings: TrackingSettings,
): Steps<TrackBox[][]> {
  const patience = Math.max(settings.coastSeconds, 1.5 * intervalSeconds);
  const maxGap = Math.max(settings.maxGapSeconds, 2.5 * intervalSeconds);
  const forward = yield* associate(perFrame, settings, patience);
  const tracklets = yield* extendBack(forward, perFrame, settings, patience);
  const tracks: TrackBox[][] = [];
  const linked = linkTracklets(tracklets, settings, patience, maxGap);
  const confirmed = linked.filter((tracklet) => isConfirmed(tracklet, settings, intervalSeconds));
  for (const tracklet of withoutDoubles(confirmed)) {
    yield undefined;
    const placed = fillAndSmooth(tracklet, times, settings.smoothingSeconds);
    tracks.push(
      placed.map(({ at, box, confidence }) => {
        const { frameIndex, ptsSeconds } = frames[at]!;
        return { frameIndex, ptsSeconds, box, confidence };
      }),
    );
  }
  return tracks;
}

function scenesOf(frames: readonly LookedAtFrame[]): Scene[] {
  const scenes: LookedAtFrame[][] = [];
  for (const [index, frame] of frames.entries()) {
    const isAnother = index === 0 || frame.ptsSeconds < frames[index - 1]!.ptsSeconds;
    if (isAnother) scenes.push([frame]);
    else scenes.at(-1)!.push(frame);
  }
  return scenes.map((scene) => {
    const times = scene.map(({ ptsSeconds }) => ptsSeconds);
    const intervals = times.slice(1).map((time, index) => time - times[index]!);
    const intervalSeconds = Math.max(1e-6, intervals.sort((a, b) => a - b)[intervals.length >> 1] ?? 0);
    return { frames: scene, times, intervalSeconds };
  });
}

/** By class, the observations of each frame that has any. */
function observationsByClass(frames: readonly LookedAtFrame[]) {
  const classes = new Map<number, { classId: number; label: string }>();
  const found = new Map<number, Observation[][]>();
  for (const [at, { ptsSeconds, detections }] of frames.entries()) {
    for (const { box, confidence, classId, label } of detections) {
      if (!found.has(classId)) {
        found.set(classId, []);
        classes.set(classId, { classId, label });
      }
      const perFrame = found.get(classId)!;
      if (perFrame.at(-1)?.[0]?.at !== at) perFrame.push([]);
      perFrame.at(-1)!.push({ at, ptsSeconds, box, confidence });
    }
  }
  return new Map([...found].map(([classId, perFrame]) => [classes.get(classId)!, perFrame.map(inOneOrder)]));
}

function inOneOrder(observations: readonly Observation[]): Observation[] {
  const key = ({ box, confidence }: Observation) => [-confidence, ...box];
  return observations.toSorted((a, b) => compare(key(a), key(b)));
}

function byFirstFrame(a: Unnumbered, b: Unnumbered): number {
  const key = ({ boxes: [first], classId }: Unnumbered) => [first!.frameIndex, classId, ...first!.box];
  return compare(key(a), key(b));
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) if (value !== b[index]) return value - b[index]!;
  return 0;
}
