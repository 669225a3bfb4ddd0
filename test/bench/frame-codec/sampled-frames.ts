import { FfmpegDecoder } from '../../../producer/ffmpeg/ffmpeg-decoder.ts';
import { findFfmpeg } from '../../../producer/ffmpeg/find-ffmpeg.ts';
import type { Size } from '../../../shared/geometry.ts';
import { runSettingsSchema } from '../../../shared/run.ts';

/** Every n-th frame of a file, or the one of a picture, as it crosses the queue. */
export async function sampledFrames(path: string, network: Size, every: number): Promise<Uint8Array[]> {
  const ffmpeg = await findFfmpeg(null);
  const input = { kind: 'file' as const, source: path, uri: path };
  const settings = runSettingsSchema.parse({ every, chunkFrames: 1 });
  const wanted = [{ first: 0, last: Infinity }];
  const frames: Uint8Array[] = [];
  for await (const { pixels } of new FfmpegDecoder({ ffmpeg, input, network, settings, wanted }).frames()) {
    frames.push(new Uint8Array(pixels));
  }
  return frames;
}
