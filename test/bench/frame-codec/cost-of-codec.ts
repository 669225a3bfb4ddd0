import { decodeFrame, encodeFrame } from '../../../pictures/frame-codec.ts';
import type { FrameCodec } from '../../../shared/frame-codec.ts';
import type { Size } from '../../../shared/geometry.ts';

export interface CodecCost {
  /** Of a frame, here and below. */
  readonly bytes: number;
  readonly encodeMs: number;
  readonly decodeMs: number;
  readonly decoded: readonly Uint8Array[];
}

/** CPU and bytes that a codec takes for frames in RGB; one that does not get smaller counts as it is. */
export async function costOf(
  codec: FrameCodec,
  size: Size,
  frames: readonly Uint8Array[],
  rounds: number,
): Promise<CodecCost> {
  const form = { ...size, channels: 3 as const };
  let [encodeMs, decodeMs] = [Infinity, Infinity];
  let encoded: readonly (Uint8Array | null)[] = [];
  let decoded: readonly (Uint8Array | null)[] = [];
  for (let round = 0; round < rounds; round++) {
    const encoding = await timed(frames, (pixels) => encodeFrame({ ...form, pixels }, codec));
    const decoding = await timed(encoding.results, async (bytes) => bytes && decodeFrame(bytes, codec.encoding, form));
    encodeMs = Math.min(encodeMs, encoding.ms);
    decodeMs = Math.min(decodeMs, decoding.ms);
    [encoded, decoded] = [encoding.results, decoding.results];
  }
  const sent = frames.map((pixels, at) => encoded[at] ?? pixels);
  return {
    bytes: sent.reduce((sum, { byteLength }) => sum + byteLength, 0) / frames.length,
    ...{ encodeMs, decodeMs },
    decoded: frames.map((pixels, at) => decoded[at] ?? pixels),
  };
}

/** One after the other. */
async function timed<T, R>(
  items: readonly T[],
  action: (item: T) => Promise<R>,
): Promise<{ ms: number; results: R[] }> {
  const results: R[] = [];
  const before = process.cpuUsage();
  for (const item of items) results.push(await action(item));
  const { user, system } = process.cpuUsage(before);
  return { ms: (user + system) / 1000 / items.length, results };
}
