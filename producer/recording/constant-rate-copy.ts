import { spawn } from 'node:child_process';
import { FfmpegError, InputError } from '../../shared/errors.ts';
import { sourceOf, sourceOptions } from '../ffmpeg/ffmpeg-source.ts';
import { FfmpegWatchdog } from '../ffmpeg/ffmpeg-watchdog.ts';
import type { Ffmpeg } from '../ffmpeg/find-ffmpeg.ts';
import { expandInputs, type Input } from '../input/inputs.ts';
import { identifyVideo } from '../input/video-identity.ts';

/** What is copied, and how. */
export interface CopyOrder {
  readonly uri: string;
  /** What the video has to be still. */
  readonly videoId: string;
  readonly fpsNum: number;
  readonly fpsDen: number;
  /** Frames that it has; `null` where nobody knows. */
  readonly frameCount: number | null;
}

export interface CopyControl {
  readonly signal: AbortSignal;
  /** @param done - frames that are written */
  readonly onProgress: (done: number) => void;
}

/**
 * Copies a recording into an MP4 file whose frames come evenly: its frame n is frame n of the source, turned as it is shown, at the time n by
 * the rate. Sides are made even, to the right and below.
 *
 * @throws {InputError} `INPUT_NOT_FOUND`, `INPUT_UNREADABLE` (a camera, another video by now)
 * @throws {FfmpegError} `FFMPEG_FAILED`
 * @throws the reason of `signal`
 */
export async function copyAtConstantRate(ffmpeg: Ffmpeg, order: CopyOrder, path: string, control: CopyControl) {
  const input = await sameVideo(order);
  const frames = await runFfmpeg(ffmpeg, argumentsOf(ffmpeg, input, order, path), input, control);
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

function argumentsOf(ffmpeg: Ffmpeg, input: Input, { fpsNum, fpsDen }: CopyOrder, path: string): string[] {
  const rate = `${fpsNum}/${fpsDen}`;
  // exact times at the rate, which `fps` then has nothing to do with but to say so
  const filters = [
    `settb=${fpsDen}/${fpsNum}`,
    'setpts=N',
    `fps=${rate}:eof_action=pass`,
    'pad=ceil(iw/2)*2:ceil(ih/2)*2',
  ];
  const codec = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', '-pix_fmt', 'yuv420p', '-bf', '0', '-g', '60'];
  return [
    ...[
      '-nostdin',
      '-nostats',
      '-loglevel',
      'error',
      '-progress',
      'pipe:1',
      ...sourceOptions(input),
      '-i',
      sourceOf(input),
    ],
    ...['-map', '0:V:0', '-vf', filters.join(','), ...ffmpeg.passthrough, ...codec],
    ...['-movflags', '+faststart', '-f', 'mp4', `file:${path}`],
  ];
}

/** @returns how many frames were written */
async function runFfmpeg(
  ffmpeg: Ffmpeg,
  args: readonly string[],
  { uri }: Input,
  { signal, onProgress }: CopyControl,
): Promise<number> {
  const watchdog = new FfmpegWatchdog();
  const child = spawn(ffmpeg.path, args, { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
  if (child.pid !== undefined) watchdog.watch(child.pid);
  const stop = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  let [frames, told, log] = [0, '', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    told = (told + text).slice(-2000); // a block of lines each time, the last of which counts
    frames = Number([...told.matchAll(/^frame=(\d+)\n/gm)].at(-1)?.[1] ?? frames);
    onProgress(frames);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-2000);
  });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    signal.throwIfAborted();
    if (code === 0) return frames;
    const reason = log.trim().split('\n').at(-1) || `exit code ${code}`;
    throw new FfmpegError('FFMPEG_FAILED', `Expected ffmpeg to copy \`${uri}\` at a constant rate, got: ${reason}.`);
  } finally {
    signal.removeEventListener('abort', stop);
    await watchdog.release();
  }
}
