import type { Placement } from './canvas.ts';
import type { Random } from './random.ts';
import { LABELS } from './shapes/drawings.ts';
import type { Sprite } from './sprite.ts';
import type { Studio } from './studio.ts';

/** One object's way through a clip. */
export interface Track {
  readonly trackId: number;
  readonly classId: number;
  readonly poses: readonly Sprite[];
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly from: Waypoint;
  readonly to: Waypoint;
  /** Amplitude in pixels and rate in turns a second of the sway across the way. */
  readonly sway: readonly [number, number];
  readonly degrees: number;
  readonly light: number;
}

/** Where a track starts or ends: the object's centre and its side (square root of its area) in pixels. */
interface Waypoint {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

const FACING_RIGHT = new Set<string>(['person', 'bicycle']);

/** Plans what moves through a clip: in each of `lanes` lanes one object after the other, with short gaps. */
export function planTracks(
  studio: Studio,
  random: Random,
  width: number,
  height: number,
  seconds: number,
  lanes: number,
): Track[] {
  const tracks: Track[] = [];
  const deck: number[] = [];
  for (let lane = 0; lane < lanes; lane++) {
    let start = lane % 2 === 0 ? -random.between(0, 4) : random.between(0, 3);
    while (start < seconds) {
      if (deck.length === 0) deck.push(...shuffled(random, [...LABELS.keys()]));
      const classId = deck.pop()!;
      const endSeconds = start + random.between(6, 11);
      const side = random.logBetween(0.12, 0.34) * height;
      const toSide = side * random.between(0.75, 1.35);
      const poses = random.pick(studio.looks[classId]!);
      const within = rangeOf(poses, Math.max(side, toSide), height);
      const y = within(height * ((lane + random.next()) / lanes));
      const isRightward = random.chance(0.5);
      const [left, right] = [-side * 1.3, width + toSide * 1.3];
      tracks.push({
        trackId: tracks.length + 1,
        classId,
        poses,
        startSeconds: start,
        endSeconds,
        from: { x: isRightward ? left : right, y, side },
        to: { x: isRightward ? right : left, y: within(y + random.between(-0.2, 0.2) * height), side: toSide },
        sway: [random.between(0, 0.02) * height, random.between(0.1, 0.4)],
        degrees: random.between(-6, 6),
        light: random.between(0.85, 1.12),
      });
      start = endSeconds + random.between(0.2, 1.5);
    }
  }
  return tracks;
}

/** Moves a height so that an object of that side stays between the frame's top and bottom. */
function rangeOf(poses: readonly Sprite[], side: number, height: number): (y: number) => number {
  const { width, height: own } = poses[0]!.levels[0]!;
  const half = (side * Math.sqrt(own / width)) / 2 + 0.04 * height;
  return (y) => Math.max(Math.min(half, height / 2), Math.min(y, Math.max(height - half, height / 2)));
}

/** Where a track's object stands at a time and in which pose; `null` before its start and after its end. */
export function stepOf(track: Track, seconds: number): { sprite: Sprite; place: Placement } | null {
  if (seconds < track.startSeconds || seconds > track.endSeconds) return null;
  const share = (seconds - track.startSeconds) / (track.endSeconds - track.startSeconds);
  const between = (key: keyof Waypoint): number => track.from[key] + (track.to[key] - track.from[key]) * share;
  const side = between('side');
  const elapsed = seconds - track.startSeconds;
  const sprite = track.poses[Math.floor(elapsed * 1.2 * track.poses.length) % track.poses.length]!;
  const { width, height } = track.poses[0]!.levels[0]!;
  const own = sprite.levels[0]!;
  const scale = side / Math.sqrt(width * height);
  const isRightward = track.to.x > track.from.x;
  const place = {
    x: between('x'),
    y: between('y') + track.sway[0] * Math.sin(2 * Math.PI * track.sway[1] * elapsed),
    width: own.width * scale,
    height: own.height * scale,
    degrees: track.degrees,
    isMirrored: isRightward !== FACING_RIGHT.has(LABELS[track.classId]!),
    squeeze: 1,
    light: track.light,
  };
  return { sprite, place };
}

function shuffled(random: Random, list: number[]): number[] {
  return list
    .map((value) => [random.next(), value] as const)
    .sort((a, b) => a[0] - b[0])
    .map(([, value]) => value);
}
