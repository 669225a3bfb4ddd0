import sharp, { type Sharp } from 'sharp';
import { type Encoding, type FrameCodec, isExact } from '../shared/frame-codec.ts';
import type { Size } from '../shared/geometry.ts';

/** Pixels of a frame, 8 bits each, rows top down: RGB, or one channel. */
export interface FramePixels extends Size {
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
}

/** Longest side that a format can hold. */
const MOST_PIXELS_A_SIDE = { jpeg: 65_535, webp: 16_383 } as const satisfies Record<Encoding, number>;

/** What files of a format begin with; nothing else is handed to a decoder. */
const IS_OF = {
  jpeg: (bytes) => startsWith(bytes, 0, [0xff, 0xd8, 0xff]),
  webp: (bytes) => startsWith(bytes, 0, Buffer.from('RIFF')) && startsWith(bytes, 8, Buffer.from('WEBP')),
} as const satisfies Record<Encoding, (bytes: Uint8Array) => boolean>;

const NAMES = { jpeg: 'JPEG', webp: 'WebP' } as const satisfies Record<Encoding, string>;

/**
 * A frame in few bytes; off the main thread.
 *
 * @returns `null` where that takes as many bytes as the pixels do, or a side is longer than the format can hold
 */
export async function encodeFrame(frame: FramePixels, codec: FrameCodec): Promise<Uint8Array | null> {
  const { width, height, channels, pixels } = frame;
  if (Math.max(width, height) > MOST_PIXELS_A_SIDE[codec.encoding]) return null;
  const raw = sharp(pixels, { raw: { width, height, channels }, limitInputPixels: false });
  const encoded = await written(raw.toColourspace(channels === 1 ? 'b-w' : 'srgb'), codec).toBuffer();
  return encoded.byteLength < pixels.byteLength ? encoded : null;
}

/**
 * The pixels of an encoded frame; off the main thread.
 *
 * @param form - that it has to have
 * @throws {Error} that says so where it is of another format, size or number of channels, or damaged
 */
export async function decodeFrame(
  bytes: Uint8Array,
  encoding: Encoding,
  { width, height, channels }: Omit<FramePixels, 'pixels'>,
): Promise<Uint8Array> {
  if (!IS_OF[encoding](bytes)) throw new Error(`it is no ${NAMES[encoding]}`);
  const picture = sharp(bytes, { failOn: 'warning', ignoreIcc: true, limitInputPixels: width * height });
  const single = channels === 1 && encoding === 'webp'; // which has no form for one channel
  const read = single ? picture.extractChannel('green') : picture.toColourspace(channels === 1 ? 'b-w' : 'srgb');
  const { data, info } = await read.raw().toBuffer({ resolveWithObject: true });
  if (info.width !== width || info.height !== height || info.channels !== channels) {
    throw new Error(`it has ${info.width}x${info.height} pixels in ${info.channels} channels`);
  }
  return data;
}

/** Options as docs/frame-codec.md measures them: colours at full resolution, and no effort that costs more than it saves. */
function written(picture: Sharp, codec: FrameCodec): Sharp {
  const { encoding, quality } = codec;
  if (encoding === 'jpeg') return picture.jpeg({ quality, chromaSubsampling: '4:4:4', optimiseCoding: false });
  return picture.webp(isExact(codec) ? { lossless: true, quality: 1, effort: 0 } : { quality, effort: 2 });
}

function startsWith(bytes: Uint8Array, at: number, beginning: ArrayLike<number>): boolean {
  return Array.from(beginning).every((byte, index) => bytes[at + index] === byte);
}
