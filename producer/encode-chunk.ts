import { availableParallelism } from 'node:os';
import { channelsOf } from '../shared/chunk-job.ts';
import { framesOfPayload } from '../shared/chunk-payload.ts';
import type { FrameCodec } from '../shared/frame-codec.ts';
import type { PackedChunk } from './pack-chunk.ts';

/** Threads of the pool that encodes are four; one is left to files and names. */
const AT_ONCE = Math.min(3, availableParallelism());

/**
 * The same chunk with its frames encoded, each by itself, some at once and off the main thread. One that would not get smaller stays as
 * it is, so that no chunk gets larger.
 *
 * @param codec - `null`: the chunk stays as it is
 */
export async function encodeChunk(chunk: PackedChunk, codec: FrameCodec | null): Promise<PackedChunk> {
  const { job, payload } = chunk;
  if (codec === null || payload.byteLength === 0) return chunk;
  const { encodeFrame } = await import('../pictures/frame-codec.ts'); // 10 MB that most producers never need
  const frames = framesOfPayload(job, payload);
  const form = { width: job.frameWidth, height: job.frameHeight, channels: channelsOf(job) };
  const encoded: (Uint8Array | null)[] = [];
  let next = 0;
  const encodeOnes = async () => {
    while (next < frames.length) {
      const at = next++;
      encoded[at] = await encodeFrame({ ...form, pixels: frames[at]! }, codec);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, encodeOnes));
  let at = 0;
  const named = job.frames.map((frame) => {
    const bytes = frame.carriedFrom === undefined ? encoded[at++] : null;
    return bytes ? { ...frame, encodedBytes: bytes.byteLength } : frame;
  });
  return {
    job: { ...job, encoding: codec.encoding, frames: named },
    payload: Buffer.concat(frames.map((pixels, index) => encoded[index] ?? pixels)),
  };
}
