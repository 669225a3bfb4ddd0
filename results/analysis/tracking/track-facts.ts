import { DIRECTIONS, type TrackRow } from '../../../shared/tracks.ts';
import { centreForm, sideOf } from './motion.ts';
import type { ObjectTrack } from './track-objects.ts';

/** Of its side: what moves less than that trembles. */
const TREMBLE = 0.1;
/** Of its side: what has gone less far stands still. */
const STANDSTILL = 0.5;

/** What can be told of a track in one line. */
export type TrackFacts = Pick<
  TrackRow,
  | 'firstFrameIndex'
  | 'lastFrameIndex'
  | 'firstSeconds'
  | 'lastSeconds'
  | 'seconds'
  | 'detections'
  | 'confidence'
  | 'pathPixels'
  | 'direction'
  | 'pixelsPerSecond'
>;

export function factsOf({ boxes }: ObjectTrack): TrackFacts {
  const [first, last] = [boxes[0]!, boxes.at(-1)!];
  const seen = boxes.flatMap(({ confidence }) => confidence ?? []);
  const side = boxes.reduce((sum, { box }) => sum + sideOf(box), 0) / boxes.length;
  const centres = boxes.map(({ box }) => centreForm(box));
  const seconds = last.ptsSeconds - first.ptsSeconds;
  const pathPixels = pathOf(centres, TREMBLE * side);
  return {
    firstFrameIndex: first.frameIndex,
    lastFrameIndex: last.frameIndex,
    firstSeconds: first.ptsSeconds,
    lastSeconds: last.ptsSeconds,
    seconds,
    detections: seen.length,
    confidence: seen.reduce((sum, one) => sum + one, 0) / seen.length,
    pathPixels,
    direction: directionOf(centres[0]!, centres.at(-1)!, STANDSTILL * side),
    pixelsPerSecond: seconds > 0 ? pathPixels / seconds : 0,
  };
}

type Point = readonly [x: number, y: number, ...unknown[]];

/** Length of a way, counted from one place to the next that is farther off than `tremble`. */
function pathOf(places: readonly Point[], tremble: number): number {
  let [length, from] = [0, places[0]!];
  for (const place of places) {
    const step = Math.hypot(place[0] - from[0], place[1] - from[1]);
    if (step <= tremble) continue;
    length += step;
    from = place;
  }
  return length;
}

function directionOf(from: Point, to: Point, standstill: number): TrackFacts['direction'] {
  const [x, y] = [to[0] - from[0], to[1] - from[1]];
  if (Math.hypot(x, y) < standstill) return 'still';
  const eighth = Math.round(Math.atan2(y, x) / (Math.PI / 4));
  return DIRECTIONS[(eighth + DIRECTIONS.length) % DIRECTIONS.length]!;
}
