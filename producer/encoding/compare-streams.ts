import type { ListedStream } from './listed-streams.ts';
import type { TimesDigest } from './times-digest.ts';

/** Containers count in ticks of their own: of sound by samples, mostly. */
const TOLERATED_NANOSECONDS = 1_000_000;

/** What a copy has to have. */
export interface ExpectedStreams {
  /** Of the frames of the source, as they were decoded. */
  readonly frames: TimesDigest;
  /** Where the source's last frame ends, in nanoseconds; `null` where the copy's container does not keep it. */
  readonly end: number | null;
  readonly sound: readonly ListedStream[];
}

/** What of a copy is not as it has to be, as the end of a sentence; `null`: nothing. */
export function differenceOf({ frames, end, sound }: ExpectedStreams, written: readonly ListedStream[]): string | null {
  const video = written.find(({ isVideo }) => isVideo);
  const ownSound = written.filter(({ isVideo }) => !isVideo);
  if (!video) return 'no picture';
  if (video.times.count !== frames.count) return `${video.times.count} frames in place of ${frames.count}`;
  if (video.times.hash !== frames.hash) return 'frames at other times';
  if (end !== null && !isNear(end, video.end)) return `an end at ${seconds(video.end)} in place of ${seconds(end)}`;
  if (ownSound.length !== sound.length) return `${ownSound.length} streams of sound in place of ${sound.length}`;
  return sound.map((one, index) => soundDifference(one, ownSound[index]!)).find((text) => text !== null) ?? null;
}

function soundDifference(source: ListedStream, copy: ListedStream): string | null {
  if (source.codec !== copy.codec) return `sound of ${copy.codec} in place of ${source.codec}`;
  if (source.times.count !== copy.times.count) {
    return `${copy.times.count} packets of sound in place of ${source.times.count}`;
  }
  if (source.content !== copy.content) return 'other sound';
  const isSameClock = source.timeBase.join('/') === copy.timeBase.join('/');
  const isSame = isSameClock
    ? source.times.hash === copy.times.hash
    : isNear(source.times.first ?? 0, copy.times.first ?? 0) && isNear(source.times.last ?? 0, copy.times.last ?? 0);
  return isSame ? null : 'sound at other times';
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= TOLERATED_NANOSECONDS;
}

function seconds(nanoseconds: number): string {
  return `${(nanoseconds / 1e9).toFixed(3)} s`;
}
