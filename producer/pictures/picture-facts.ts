import type { Ffmpeg } from '../ffmpeg/find-ffmpeg.ts';
import type { StreamInfo } from '../ffmpeg/stream-info.ts';
import { type Input, picturesOf } from '../input/inputs.ts';
import { probeVideo } from '../input/probe.ts';
import { pictureTimes } from './picture-times.ts';

/** Ticks of pictures are milliseconds. */
export const PICTURE_TIME_BASE = [1, 1000] as const;

/** The facts of a recording or of a folder of pictures. @throws as `probeVideo` does */
export function probeInput(ffmpeg: Ffmpeg, input: Input): Promise<StreamInfo> {
  return input.kind === 'pictures' ? probePictures(ffmpeg, input) : probeVideo(ffmpeg, input);
}

/**
 * The facts of a folder of pictures, as if it were a recording that shows them one after the other: codec and size of the first
 * picture, and the rate that they have on average.
 *
 * @throws {InputError} `INPUT_UNREADABLE` where the first cannot be decoded
 */
async function probePictures(ffmpeg: Ffmpeg, input: Input): Promise<StreamInfo> {
  const pictures = picturesOf(input);
  const first = await probeVideo(ffmpeg, pictures[0]!);
  const durationSeconds = (pictureTimes(pictures.map(({ source }) => source)).at(-1)! + 1000) / 1000;
  return {
    ...first,
    timeBase: PICTURE_TIME_BASE,
    ...{ fpsNum: pictures.length, fpsDen: Math.max(1, Math.round(durationSeconds)) },
    ...{ durationSeconds, startSeconds: 0, firstPts: 0, container: 'pictures', createdAt: null },
  };
}
