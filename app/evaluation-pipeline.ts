import { preprocess } from '../model/detector/preprocess.ts';
import { storedBox, storedPicture } from '../model/evaluation/exif-orientation.ts';
import type { ImageLoader } from '../model/evaluation/load-image.ts';
import type { DecodedFrame } from '../producer/ffmpeg/decoded-frame.ts';
import { FfmpegDecoder } from '../producer/ffmpeg/ffmpeg-decoder.ts';
import type { Ffmpeg } from '../producer/ffmpeg/find-ffmpeg.ts';
import { FfmpegError, InputError } from '../shared/errors.ts';
import type { Size } from '../shared/geometry.ts';
import { type RunSettings, runSettingsSchema } from '../shared/run.ts';

/** What of a run's settings changes the pixels that cross the queue. */
export interface PipelineSettings extends Pick<RunSettings, 'scale' | 'gray'> {
  /** Else as the model asks. */
  readonly letterbox: boolean;
}

/**
 * Images as `detect` shows them to a model: decoded, turned and scaled by ffmpeg to what crosses the queue, then brought to the
 * network's input as a worker does. Boxes are turned back into the picture as stored, which labels follow.
 */
export function pipelineImages(ffmpeg: Ffmpeg, { scale, gray, letterbox }: PipelineSettings): ImageLoader {
  return async (path, { input, resize: own }) => {
    const resize = letterbox ? 'letterbox' : own;
    const network = { width: input.width, height: input.height };
    const settings = runSettingsSchema.parse({ scale, gray, resize, chunkFrames: 1 });
    const { source, size, pixels } = await decodedImage(ffmpeg, path, network, settings);
    const { width: sourceWidth, height: sourceHeight } = source;
    const queued = {
      chunkId: path,
      frames: [{ frameIndex: 0, pts: 0, capturedAt: null, sourceWidth, sourceHeight }],
      frameWidth: size.width,
      frameHeight: size.height,
      pixelFormat: gray ? ('gray' as const) : ('rgb24' as const),
      settings,
    };
    const frames = await preprocess(queued, pixels, network);
    const { stored, orientation } = await storedPicture(path, source);
    return { frames, shown: source, stored, resize, toStored: (box) => storedBox(box, orientation, stored) };
  };
}

/** @throws {InputError} `INPUT_UNREADABLE` naming the image */
async function decodedImage(ffmpeg: Ffmpeg, path: string, network: Size, settings: RunSettings): Promise<DecodedFrame> {
  const input = { kind: 'file' as const, source: path, uri: path };
  const decoder = new FfmpegDecoder({ ffmpeg, input, network, settings, wanted: [{ first: 0, last: 0 }] });
  try {
    for await (const frame of decoder.frames()) return frame;
  } catch (error) {
    if (!(error instanceof FfmpegError)) throw error;
    throw new InputError('INPUT_UNREADABLE', error.message, { cause: error });
  } finally {
    decoder.stop();
    await decoder.ended();
  }
  throw new InputError('INPUT_UNREADABLE', `Expected \`${path}\` to be an image that ffmpeg can decode, got no frame.`);
}
