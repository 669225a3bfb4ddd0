import { type ChunkJob, channelsOf, regionsOf } from '../../shared/chunk-job.ts';
import { framesOfPayload } from '../../shared/chunk-payload.ts';
import { placementOf, type Size } from '../../shared/geometry.ts';
import type { RgbFrames } from '../../shared/inference.ts';

/** What has to be known of a chunk's bytes. */
export type QueuedFrames = Pick<
  ChunkJob,
  'chunkId' | 'frames' | 'frameWidth' | 'frameHeight' | 'pixelFormat' | 'settings'
>;

/** darknet fills what a letterboxed picture leaves free with 0.5. */
const LETTERBOX_GREY = { r: 128, g: 128, b: 128 };

/**
 * Gives frames that were reduced for the queue the size and the channels of the network back; others pass untouched.
 *
 * @param payload - the chunk's bytes; not changed
 * @throws {PayloadError} `PAYLOAD_INVALID` when the length does not fit the job
 */
export async function preprocess(job: QueuedFrames, payload: Uint8Array, network: Size): Promise<RgbFrames> {
  const { width, height } = network;
  const frames = framesOfPayload(job, payload);
  const count = job.frames.length;
  const isPlaced = job.frameWidth === width && job.frameHeight === height;
  if (isPlaced && job.pixelFormat === 'rgb24') return { width, height, count, pixels: payload };

  const { default: sharp } = await import('sharp'); // 10 MB that most workers never need
  const channels = channelsOf(job);
  const placements = regionsOf(job).map((region) =>
    isPlaced ? { left: 0, top: 0, width, height } : placementOf(region, network, job.settings.resize),
  );
  const restored = await Promise.all(
    placements.map((placement, i) =>
      sharp(frames[i], {
        raw: { width: job.frameWidth, height: job.frameHeight, channels },
      })
        .toColourspace('srgb')
        .resize(placement.width, placement.height, { fit: 'fill', kernel: 'cubic' })
        .extend({
          left: placement.left,
          top: placement.top,
          right: width - placement.left - placement.width,
          bottom: height - placement.top - placement.height,
          background: LETTERBOX_GREY,
        })
        .raw()
        .toBuffer(),
    ),
  );
  return { width, height, count, pixels: Buffer.concat(restored) };
}
