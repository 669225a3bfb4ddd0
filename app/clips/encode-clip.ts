import { listStreams } from '../../producer/encoding/list-streams.ts';
import type { PictureLook } from '../../producer/encoding/picture-look.ts';
import type { ShownSource } from '../../producer/encoding/shown-frames.ts';
import { TimesDigest } from '../../producer/encoding/times-digest.ts';
import { VideoEncoder } from '../../producer/encoding/video-encoder.ts';
import type { Ffmpeg } from '../../producer/ffmpeg/find-ffmpeg.ts';
import { FfmpegError, InputError } from '../../shared/errors.ts';
import { ClipClock } from './clip-clock.ts';
import type { ClipFacts } from './clip-facts.ts';
import type { ClipWindow } from './clip-windows.ts';
import type { TimedFrame, WindowFrames } from './window-frames.ts';

/** Which frames a clip holds. */
export type CutFrames = Pick<ClipFacts, 'start' | 'end' | 'firstFrame' | 'lastFrame' | 'frames'>;

export interface ClipOrder {
  readonly source: ShownSource;
  readonly look: PictureLook;
  readonly speed: number;
  readonly signal: AbortSignal;
  /** Draws into the picture of a frame. */
  readonly paint: ((timed: TimedFrame) => Promise<void>) | null;
  /** Is told of each frame that was read. */
  readonly onFrame: () => void;
}

/**
 * Encodes the frames of a window, one at least, with their sound, and reads what was written to see that each is there at its time.
 *
 * @throws {InputError} `INPUT_UNREADABLE` where time stamps do not ascend; {FfmpegError} `FFMPEG_FAILED`
 */
export async function encodeClip(
  ffmpeg: Ffmpeg,
  order: ClipOrder,
  window: ClipWindow,
  frames: WindowFrames,
  path: string,
): Promise<CutFrames> {
  const { source, speed, signal, paint, onFrame } = order;
  const clock = new ClipClock(source.facts, speed);
  const written = new TimesDigest(clock.timeBase);
  let encoder: VideoEncoder | null = null;
  let first: TimedFrame | null = null;
  let last: TimedFrame | null = null;
  let lastTicks = -1;
  try {
    for await (const timed of frames.in(window)) {
      onFrame();
      const ticks = clock.ticksOf(timed);
      if (ticks === null) continue;
      if (ticks <= lastTicks) throw notAscending(source, timed);
      await paint?.(timed);
      first ??= timed;
      encoder ??= new VideoEncoder(ffmpeg, encodeOrder(order, clock, window, first), path);
      await encoder.write(timed.frame.pixels, ticks);
      written.add(ticks);
      [last, lastTicks] = [timed, ticks];
    }
    if (!encoder || !first || !last) throw new Error('a clip without frames');
    signal.throwIfAborted();
    await encoder.end();
  } finally {
    await encoder?.abandon();
  }
  await requireWritten(ffmpeg, path, written, signal);
  const [start, end] = [first.seconds, last.seconds];
  const [firstFrame, lastFrame] = [first.frame.frameIndex, last.frame.frameIndex];
  return { start, end, firstFrame, lastFrame, frames: written.count };
}

function encodeOrder({ source, look, speed }: ClipOrder, clock: ClipClock, { to }: ClipWindow, first: TimedFrame) {
  const { input, facts } = source;
  const cut = { startSeconds: first.seconds, seconds: to - first.seconds + 1 / clock.shownRate, speed };
  return {
    size: { width: facts.width, height: facts.height },
    timeBase: clock.timeBase,
    firstPts: 0,
    rate: { fpsNum: clock.shownRate, fpsDen: 1 },
    lastTicks: clock.lastTicks,
    look,
    container: 'mp4',
    sound: input.kind === 'pictures' ? null : { input, cut },
  } as const;
}

async function requireWritten(ffmpeg: Ffmpeg, path: string, frames: TimesDigest, signal: AbortSignal): Promise<void> {
  const streams = await listStreams(ffmpeg, { kind: 'file', source: path, uri: path }, signal);
  const times = streams.find(({ isVideo }) => isVideo)?.times;
  if (times?.count === frames.count && times.hash === frames.hash) return;
  const got = times?.count === frames.count ? 'others' : `${times?.count ?? 0} frames`;
  throw new FfmpegError(
    'FFMPEG_FAILED',
    `Expected a clip of ${frames.count} frames at the times of their source, got ${got}.`,
  );
}

function notAscending({ input }: ShownSource, { frame }: TimedFrame): InputError {
  return new InputError(
    'INPUT_UNREADABLE',
    `Expected the time stamps of \`${input.uri}\` to ascend within a clip, got one that falls back at frame ${frame.frameIndex}.`,
  );
}
