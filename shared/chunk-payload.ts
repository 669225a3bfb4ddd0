import { type ChunkJob, frameBytesOf } from './chunk-job.ts';
import { PayloadError } from './errors.ts';

/**
 * The bytes of each frame that is in a payload, in order.
 *
 * @returns views
 * @throws {PayloadError} `PAYLOAD_INVALID` when the length does not fit the job
 */
export function framesOfPayload(
  job: Pick<ChunkJob, 'chunkId' | 'frames' | 'frameWidth' | 'frameHeight' | 'pixelFormat'>,
  payload: Uint8Array,
): Uint8Array[] {
  const sizes = frameBytesOf(job);
  const expectedBytes = sizes.reduce((sum, bytes) => sum + bytes, 0);
  if (payload.byteLength !== expectedBytes) {
    throw new PayloadError(
      'PAYLOAD_INVALID',
      `Expected the payload of ${job.chunkId} to be ${expectedBytes} bytes, got ${payload.byteLength}.`,
    );
  }
  let end = 0;
  return sizes.map((bytes) => {
    end += bytes;
    return payload.subarray(end - bytes, end);
  });
}
