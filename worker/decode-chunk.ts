import { type ChunkJob, channelsOf, inferredFramesOf } from '../shared/chunk-job.ts';
import { framesOfPayload } from '../shared/chunk-payload.ts';
import { messageOf, PayloadError } from '../shared/errors.ts';

/**
 * The same chunk with the pixels of its frames; one that is not encoded stays as it is.
 *
 * Frames are decoded one after the other, off the main thread: what else the worker has of the machine is the model's.
 *
 * @param payload - not changed where frames are encoded
 * @throws {PayloadError} `PAYLOAD_INVALID` when its length does not fit the job; `FRAME_UNREADABLE`
 */
export async function decodeChunk(
  job: ChunkJob,
  payload: Uint8Array,
): Promise<{ readonly job: ChunkJob; readonly payload: Uint8Array }> {
  const { encoding, ...others } = job;
  if (encoding === undefined) return { job, payload };
  const { decodeFrame } = await import('../pictures/frame-codec.ts'); // 10 MB that most workers never need
  const form = { width: job.frameWidth, height: job.frameHeight, channels: channelsOf(job) };
  const frameBytes = form.width * form.height * form.channels;
  const inferred = inferredFramesOf(job);
  const encoded = framesOfPayload(job, payload);
  const pixels = new Uint8Array(encoded.length * frameBytes);
  for (const [at, bytes] of encoded.entries()) {
    const { frameIndex, encodedBytes } = inferred[at]!;
    const isPixels = encodedBytes === undefined;
    pixels.set(
      isPixels ? bytes : await decodeFrame(bytes, encoding, form).catch(unreadable(job, frameIndex)),
      at * frameBytes,
    );
  }
  const frames = job.frames.map(({ encodedBytes: _, ...frame }) => frame);
  return { job: { ...others, frames }, payload: pixels };
}

function unreadable({ chunkId, encoding, ...form }: ChunkJob, frameIndex: number): (cause: unknown) => never {
  return (cause) => {
    const pixels = `${form.frameWidth}x${form.frameHeight} pixels in ${channelsOf(form)} channels`;
    throw new PayloadError(
      'FRAME_UNREADABLE',
      `Expected frame ${frameIndex} of ${chunkId} to be a picture (${encoding}) of ${pixels}, got one that cannot be read: ${messageOf(cause)}.`,
      { cause },
    );
  };
}
