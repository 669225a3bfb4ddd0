import { z } from 'zod';
import { type CarriedFrame, type ChunkAccount, chunkAccountSchema, frameNameSchema } from './chunk-result.ts';
import { ENCODINGS } from './frame-codec.ts';
import type { Size } from './geometry.ts';
import { type Region, regionOf } from './region.ts';
import { generationSchema, modelReferenceSchema, runSettingsSchema } from './run.ts';

/** Bytes that the payload of a chunk has at most: several fit in a queue's budget, and Redis takes no value above 512 MiB. */
export const MAX_CHUNK_BYTES = 64 * 2 ** 20;

/** One frame of a chunk, as far as the queue message knows it; its pixels travel in the payload. */
export const chunkFrameSchema = z.object({
  frameIndex: z.number().int().min(0),
  /** Time stamp in ticks of the chunk's `timeBase`. */
  pts: z.number().int(),
  /** Camera: wall-clock milliseconds; recorded video: `null`. */
  capturedAt: z.number().nullable(),
  /** Size of the source's frame as it is shown; boxes are given in its pixels. A stream may change it midway. */
  sourceWidth: z.number().int().positive(),
  sourceHeight: z.number().int().positive(),
  /** An earlier frame of the run that is the same, byte for byte and in size; then its pixels are not in the payload. */
  carriedFrom: frameNameSchema.optional(),
  /** Bytes that it takes in the payload as the job's `encoding`; absent: it lies there as pixels. */
  encodedBytes: z.number().int().positive().optional(),
});
type ChunkFrame = z.output<typeof chunkFrameSchema>;

/**
 * The job on the frames queue: a reference to the pixels and the facts about them.
 *
 * The payload is `frameHeight × frameWidth × channels` bytes for each frame that is not carried, one after the other, rows top
 * down, channels interleaved (NHWC), 3 for `rgb24`, 1 for `gray`, or fewer bytes where the frame is encoded; it lies in Redis under
 * `payloadKey(chunkId)`, or in the file that `payloadFiles` names.
 */
export const chunkJobSchema = z
  .object({
    chunkId: z.string().min(1),
    runId: z.string().min(1),
    /** Of the run: work of another generation than the open one is stale. */
    generation: generationSchema,
    videoId: z.string().min(1),
    chunkIndex: z.number().int().min(0),
    frames: z.array(chunkFrameSchema).min(1),
    /** Seconds a tick, as `[numerator, denominator]`. */
    timeBase: z.tuple([z.number().int().positive(), z.number().int().positive()]),
    pixelFormat: z.enum(['rgb24', 'gray']),
    /** Size of all frames in the payload: the network's, or smaller when the run reduces frames. */
    frameWidth: z.number().int().positive(),
    frameHeight: z.number().int().positive(),
    /** What those frames are encoded as whose pixels would take more bytes; absent: none is. */
    encoding: z.enum(ENCODINGS).optional(),
    model: modelReferenceSchema,
    settings: runSettingsSchema,
  })
  .check(({ value: { encoding, frames, ...form }, issues }) => {
    const pixelBytes = pixelBytesOf(form);
    for (const [at, { encodedBytes, carriedFrom }] of frames.entries()) {
      if (encodedBytes === undefined) continue;
      if (encoding !== undefined && carriedFrom === undefined && encodedBytes < pixelBytes) continue;
      const message = `Expected the bytes of a frame that is encoded, fewer than the ${pixelBytes} of its pixels`;
      issues.push({ code: 'custom', input: encodedBytes, path: ['frames', at, 'encodedBytes'], message });
    }
  })
  .readonly();
export type ChunkJob = z.output<typeof chunkJobSchema>;

type FrameForm = Pick<ChunkJob, 'frameWidth' | 'frameHeight' | 'pixelFormat'>;

/** Interleaved, of each pixel. */
export function channelsOf({ pixelFormat }: Pick<ChunkJob, 'pixelFormat'>): 1 | 3 {
  return pixelFormat === 'gray' ? 1 : 3;
}

/** Bytes that the pixels of a frame take. */
function pixelBytesOf({ frameWidth, frameHeight, pixelFormat }: FrameForm): number {
  return frameWidth * frameHeight * channelsOf({ pixelFormat });
}

/** Bytes of each frame that is in the payload, in order. */
export function frameBytesOf(job: FrameForm & Pick<ChunkJob, 'frames'>): number[] {
  const pixelBytes = pixelBytesOf(job);
  return inferredFramesOf(job).map(({ encodedBytes }) => encodedBytes ?? pixelBytes);
}

/** Bytes that the payload of a chunk must have. */
export function payloadBytesOf(job: FrameForm & Pick<ChunkJob, 'frames'>): number {
  return frameBytesOf(job).reduce((sum, bytes) => sum + bytes, 0);
}

/** Frames whose pixels are in the payload, in order. */
export function inferredFramesOf({ frames }: Pick<ChunkJob, 'frames'>): ChunkFrame[] {
  return frames.filter(({ carriedFrom }) => carriedFrom === undefined);
}

/** The other frames, in order: each is the same as one that was in a payload before. */
export function carriedFramesOf({ frames, timeBase }: Pick<ChunkJob, 'frames' | 'timeBase'>): CarriedFrame[] {
  return frames.flatMap(({ frameIndex, pts, capturedAt, sourceWidth: width, sourceHeight: height, carriedFrom }) => {
    if (carriedFrom === undefined) return [];
    return { frameIndex, ptsSeconds: ptsSecondsOf(pts, timeBase), capturedAt, width, height, from: carriedFrom };
  });
}

/** Which frames a job accounts for. */
export function accountOf({ chunkId, runId, generation, chunkIndex, frames }: ChunkJob): ChunkAccount {
  const firstFrameIndex = frames[0]?.frameIndex ?? 0;
  return { chunkId, runId, generation, chunkIndex, firstFrameIndex, frameCount: frames.length };
}

const accountedFramesSchema = z.array(z.object({ frameIndex: z.number() })).min(1);

/** As far as that can be read of a message that is no job; else `null`. */
export function accountOfInvalid(message: unknown): ChunkAccount | null {
  const { frames, ...others } = (message ?? {}) as Record<string, unknown>;
  const readable = accountedFramesSchema.safeParse(frames).data;
  const counts = { firstFrameIndex: readable?.[0]?.frameIndex, frameCount: readable?.length };
  return chunkAccountSchema.safeParse({ ...others, ...counts }).data ?? null;
}

/** Sizes of the frames as they are shown, in order. */
export function sourceSizesOf({ frames }: Pick<ChunkJob, 'frames'>): Size[] {
  return frames.map(({ sourceWidth, sourceHeight }) => ({ width: sourceWidth, height: sourceHeight }));
}

/** What of each frame is looked at, in its own pixels, in order. */
export function regionsOf({ frames, settings }: Pick<ChunkJob, 'frames' | 'settings'>): Region[] {
  return sourceSizesOf({ frames }).map((size) => regionOf(settings.roi, size));
}

/** Presentation time of a tick count, in seconds. */
export function ptsSecondsOf(pts: number, [numerator, denominator]: Readonly<ChunkJob['timeBase']>): number {
  return (pts * numerator) / denominator;
}
