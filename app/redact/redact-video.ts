import { listStreams } from '../../producer/encoding/list-streams.ts';
import { readLook } from '../../producer/encoding/picture-look.ts';
import { type ShownSource, shownFrames } from '../../producer/encoding/shown-frames.ts';
import { TimesDigest } from '../../producer/encoding/times-digest.ts';
import { VideoEncoder } from '../../producer/encoding/video-encoder.ts';
import type { Ffmpeg } from '../../producer/ffmpeg/find-ffmpeg.ts';
import { InputError } from '../../shared/errors.ts';
import { requireAlike, SourceStreams } from './check-copy.ts';
import { FrameHider } from './frame-hider.ts';
import type { RedactOrder } from './redact-order.ts';
import type { UnlookedFrames } from './unlooked-frames.ts';

export interface RedactedVideo {
  readonly frames: number;
  readonly hiddenFrames: number;
  /** Streams of sound. */
  readonly sound: number;
  readonly unlooked: UnlookedFrames;
}

const ALL = { start: null, end: null };

/**
 * Copies a recording with what runs saw in it hidden, frame by frame: each at its own time, the sound as it is. What was written is read
 * again and compared with the source.
 *
 * @throws {FramefleetError} `FRAMES_FAILED` for a frame that was not looked at, where `isStrict`
 * @throws {InputError} `INPUT_UNREADABLE`; {FfmpegError} `FFMPEG_FAILED`, also where the copy is not like its source
 * @throws the reason of the order's `signal`
 */
export async function redactVideo(ffmpeg: Ffmpeg, order: RedactOrder, path: string): Promise<RedactedVideo> {
  const { source, container, signal, onProgress } = order;
  const { input, facts } = source;
  const isVideo = input.kind !== 'pictures';
  const streams = new SourceStreams(isVideo ? await listStreams(ffmpeg, input, signal) : []);
  const encoding = {
    size: { width: facts.width, height: facts.height },
    timeBase: facts.timeBase,
    rate: facts,
    lastTicks: streams.lastTicks,
    look: await readLook(ffmpeg, input),
    container,
    sound: isVideo ? { input, cut: null } : null,
  };
  const frames = new TimesDigest(facts.timeBase);
  const hider = new FrameHider(order);
  let encoder: VideoEncoder | null = null;
  let lastPts = -Infinity;
  try {
    for await (const frame of shownFrames(ffmpeg, source, ALL, signal)) {
      if (frame.pts <= lastPts) throw notAscending(source, frame.frameIndex);
      lastPts = frame.pts;
      await hider.hide(frame);
      encoder ??= new VideoEncoder(ffmpeg, { ...encoding, firstPts: frame.pts }, path);
      await encoder.write(frame.pixels, frame.pts);
      frames.add(frame.pts);
      onProgress(frames.count);
    }
    signal.throwIfAborted();
    await encoder?.end();
  } finally {
    await encoder?.abandon();
  }
  await requireAlike(ffmpeg, order, { frames, streams }, path);
  const { hiddenFrames, unlooked } = hider;
  return { frames: frames.count, hiddenFrames, sound: streams.sound.length, unlooked };
}

function notAscending({ input }: ShownSource, frameIndex: number): InputError {
  return new InputError(
    'INPUT_UNREADABLE',
    `Expected the time stamps of \`${input.uri}\` to ascend, so that a copy can keep them, got one that falls back at frame ${frameIndex}.`,
  );
}
