import { InputError } from '../../shared/errors.ts';
import { type CopyShape, copyArguments } from '../ffmpeg/copy-args.ts';
import { FFMPEG_FD } from '../ffmpeg/ffmpeg-outputs.ts';
import type { Ffmpeg } from '../ffmpeg/find-ffmpeg.ts';
import { FrameLineReader } from '../ffmpeg/frame-lines.ts';
import { readToEnd } from '../ffmpeg/read-to-end.ts';
import { expandInputs, type Input } from '../input/inputs.ts';
import { identifyVideo } from '../input/video-identity.ts';

/** What is copied, and how. */
export interface CopyOrder extends CopyShape {
  readonly uri: string;
  /** What the video has to be still. */
  readonly videoId: string;
  /** Frames that it has; `null` where nobody knows. */
  readonly frameCount: number | null;
}

export interface CopyControl {
  readonly signal: AbortSignal;
  /** @param done - frames that are decoded */
  readonly onProgress: (done: number) => void;
}

/**
 * Copies a recording into an MP4 file whose frames come evenly: its frame n is frame n of the source, turned as it is shown, at the time n by
 * the rate, also where the picture changes midway. All are of the size of the video; sides are made even, to the right and below.
 *
 * @throws {InputError} `INPUT_NOT_FOUND`, `INPUT_UNREADABLE` (a camera, another video by now)
 * @throws {FfmpegError} `FFMPEG_FAILED`
 * @throws the reason of `signal`
 */
export async function copyAtConstantRate(ffmpeg: Ffmpeg, order: CopyOrder, path: string, control: CopyControl) {
  const input = await sameVideo(order);
  const job = copyArguments(ffmpeg, input, order, path);
  const expected = `to copy \`${input.uri}\` at a constant rate`;
  let frames = 0; // each that is decoded is written
  const lines = new FrameLineReader(() => frames++);
  const onText = (piece: string) => {
    lines.read(piece);
    control.onProgress(frames);
  };
  await readToEnd(ffmpeg, { job, input, fd: FFMPEG_FD.frames, expected }, onText, control.signal);
  if (order.frameCount === null || order.frameCount === frames) return;
  const message = `Expected \`${input.uri}\` to decode to ${order.frameCount} frames as it did before, got ${frames}.`;
  throw new InputError('INPUT_UNREADABLE', message);
}

async function sameVideo({ uri, videoId }: CopyOrder): Promise<Input> {
  const [input] = await expandInputs([uri]);
  if (!input || input.kind === 'camera') {
    throw new InputError(
      'INPUT_UNREADABLE',
      `Expected a recording, to copy it, got \`${uri}\`, which cannot be read again.`,
    );
  }
  const now = await identifyVideo(input);
  if (now.videoId === videoId) return input;
  throw new InputError(
    'INPUT_UNREADABLE',
    `Expected \`${uri}\` to be the video \`${videoId}\` still, got another one.`,
  );
}
