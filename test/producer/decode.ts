import type { DecodedFrame } from '../../producer/ffmpeg/decoded-frame.ts';
import { FfmpegDecoder } from '../../producer/ffmpeg/ffmpeg-decoder.ts';
import { findFfmpeg } from '../../producer/ffmpeg/find-ffmpeg.ts';
import type { OrdinalRange } from '../../producer/ffmpeg/sampling-expression.ts';
import type { Input } from '../../producer/input/inputs.ts';
import { type RunSettings, runSettingsSchema } from '../../shared/run.ts';

export const fileOf = (path: string): Input => ({ kind: 'file', source: path, uri: path });

interface Decoding {
  readonly settings?: Partial<RunSettings>;
  readonly wanted?: readonly OrdinalRange[];
  readonly kind?: Input['kind'];
  readonly ffmpegPath?: string;
}

/** All frames that a decoder hands over; their pixels are copies. */
export async function decodeAll(
  path: string,
  { settings = {}, wanted = [{ first: 0, last: Infinity }], kind = 'file', ffmpegPath }: Decoding = {},
): Promise<{ frames: DecodedFrame[]; decoder: FfmpegDecoder }> {
  const decoder = new FfmpegDecoder({
    ffmpeg: await findFfmpeg(ffmpegPath ?? null),
    input: { ...fileOf(path), kind },
    network: { width: 64, height: 64 },
    settings: runSettingsSchema.parse(settings),
    wanted,
  });
  const frames: DecodedFrame[] = [];
  for await (const frame of decoder.frames()) frames.push({ ...frame, pixels: frame.pixels.slice() });
  return { frames, decoder };
}

/** The numbers from 0 up to, not including, `end`. */
export const upTo = (end: number): number[] => Array.from({ length: end }, (_, index) => index);

export const indexesOf = (frames: readonly DecodedFrame[]): number[] => frames.map(({ frameIndex }) => frameIndex);
