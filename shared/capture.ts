import { z } from 'zod';

/** A chunk of frames that found no room (cameras only). Its frames need not lie in a row. */
export const droppedChunkSchema = z.object({
  chunkIndex: z.int32().min(0),
  firstFrameIndex: z.int32().min(0),
  frameCount: z.int32().min(1),
});
export type DroppedChunk = Readonly<z.output<typeof droppedChunkSchema>>;

/** A time in which a camera gave nothing. Wall clock in UTC as ISO 8601; seconds are `ptsSeconds` of the frames on both sides. */
export const cameraGapSchema = z
  .object({
    /** When the last frame before it came; where there was none, when the capture began. */
    fromAt: z.iso.datetime(),
    /** When the next frame came, or the capture ended; `null` while it lasts. */
    toAt: z.iso.datetime().nullable(),
    /** `null` where no frame came before. */
    fromSeconds: z.number().nullable(),
    /** `null` where no frame came since. */
    toSeconds: z.number().nullable(),
    reason: z.string().min(1),
  })
  .readonly();
export type CameraGap = z.output<typeof cameraGapSchema>;

/** Entries in one report; the rest goes with the next. */
export const MOST_REPORTED = 1000;

/** What a capture tells of itself now and then; the same may be told twice. Where it is told nothing for a while, it counts as dead. */
export const captureReportSchema = z.object({
  /** Of one process that captures: a second one is refused while the first one reports. */
  captureId: z.string().min(1).max(100),
  /** When its first frame came. */
  startedAt: z.iso.datetime(),
  dropped: z.array(droppedChunkSchema).max(MOST_REPORTED),
  /** Known by `fromAt`: one that is told again replaces what was told of it. */
  gaps: z.array(cameraGapSchema).max(MOST_REPORTED),
});
export type CaptureReport = Readonly<z.output<typeof captureReportSchema>>;

/** From a frame's capture until its detections were stored, over the stored frames of a run. */
export const captureLatencySchema = z
  .object({ frames: z.number().int(), p50Ms: z.number(), p95Ms: z.number(), p99Ms: z.number(), maxMs: z.number() })
  .readonly();
export type CaptureLatency = z.output<typeof captureLatencySchema>;
