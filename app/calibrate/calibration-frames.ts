import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { imageFiles } from '../../model/evaluation/image-files.ts';
import { fitToNetwork, loadImage } from '../../model/evaluation/load-image.ts';
import { FfmpegDecoder } from '../../producer/ffmpeg/ffmpeg-decoder.ts';
import { type Ffmpeg, findFfmpeg } from '../../producer/ffmpeg/find-ffmpeg.ts';
import { expandInputs, type Input } from '../../producer/input/inputs.ts';
import { probeVideo } from '../../producer/input/probe.ts';
import { ConfigError, FfmpegError, InputError } from '../../shared/errors.ts';
import type { ResizeMode, Size } from '../../shared/geometry.ts';
import { type RunSettings, runSettingsSchema } from '../../shared/run.ts';

/** A frame in the network's input, and the picture that it comes from. */
export interface CalibrationFrame {
  readonly pixels: Uint8Array;
  /** Size of the picture. */
  readonly source: Size;
  /** Path of the picture; `null` for a frame of a video. */
  readonly file: string | null;
}

/**
 * Frames from all over some videos, or images of a folder, as the network takes them.
 *
 * @param count - at most
 * @param ffmpegPath - the ffmpeg to use; `null`: the one that is found
 * @throws {InputError} `INPUT_NOT_FOUND`, `INPUT_UNREADABLE`
 * @throws {FfmpegError} `FFMPEG_MISSING`
 * @throws {ConfigError} `CONFIG_INVALID` for a camera
 */
export async function calibrationFrames(
  source: string,
  count: number,
  network: Size,
  resize: ResizeMode,
  ffmpegPath: string | null,
): Promise<CalibrationFrame[]> {
  const isFolder = (await stat(source).catch(() => null))?.isDirectory() ?? false;
  const videos = isFolder ? await expandInputs([source]).catch(() => []) : await expandInputs([source]);
  if (videos.length === 0) return imagesOf(source, count, network, resize);
  if (videos.some(({ kind }) => kind === 'camera')) {
    throw new ConfigError('CONFIG_INVALID', `Expected \`--calibrate\` to be a video or a folder, got \`${source}\`.`);
  }
  const window = { resize, start: null, end: null };
  return framesOfInputs(videos, count, network, window, await findFfmpeg(ffmpegPath));
}

/** Which frames of a recording, and how they are brought to the network's size. */
type Window = Pick<RunSettings, 'resize' | 'start' | 'end'>;

/**
 * Frames from all over some recordings, as the network takes them; recordings that cannot be read are passed over where others
 * can.
 *
 * @param count - at most
 * @throws {InputError} `INPUT_UNREADABLE` where none can be read
 */
export async function framesOfInputs(
  inputs: readonly Input[],
  count: number,
  network: Size,
  window: Window,
  ffmpeg: Ffmpeg,
): Promise<CalibrationFrame[]> {
  const chosen = spread(inputs, count);
  const frames: CalibrationFrame[] = [];
  let failure: unknown = null;
  for (const [index, input] of chosen.entries()) {
    const left = Math.ceil((count - frames.length) / (chosen.length - index));
    try {
      frames.push(...(await framesOf(input, left, network, window, ffmpeg)));
    } catch (error) {
      if (!(error instanceof InputError || error instanceof FfmpegError)) throw error;
      failure = error;
    }
  }
  if (frames.length === 0 && failure !== null) throw failure;
  return frames;
}

async function imagesOf(folder: string, count: number, network: Size, resize: ResizeMode): Promise<CalibrationFrame[]> {
  const frames: CalibrationFrame[] = [];
  for (const name of spread(await imageFiles(folder), count)) {
    const file = join(folder, name);
    const picture = await loadImage(file);
    const { width, height } = picture;
    frames.push({ pixels: fitToNetwork(picture, network, resize), source: { width, height }, file });
  }
  return frames;
}

/** Every n-th frame, by the length that the container tells; of a video of unknown length one a second. */
async function framesOf(
  input: Input,
  count: number,
  network: Size,
  window: Window,
  ffmpeg: Ffmpeg,
): Promise<CalibrationFrame[]> {
  const { durationSeconds, fpsNum, fpsDen } = await probeVideo(ffmpeg, input);
  const end = Math.min(window.end ?? Number.POSITIVE_INFINITY, durationSeconds ?? 0);
  const total = (Math.max(0, end - (window.start ?? 0)) * fpsNum) / fpsDen;
  const sampling = total > 0 ? { every: Math.max(1, Math.floor(total / count)) } : { fps: 1 };
  const settings = runSettingsSchema.parse({ ...window, ...sampling });
  const wanted = [{ first: 0, last: count - 1 }];
  const decoding = new FfmpegDecoder({ ffmpeg, input, network, settings, wanted });
  const frames: CalibrationFrame[] = [];
  try {
    for await (const { pixels, source } of decoding.frames()) frames.push({ pixels, source, file: null });
  } finally {
    decoding.stop();
    await decoding.ended();
  }
  return frames;
}

/** At most `count` of a list, from all over it. */
function spread<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)]!);
}
