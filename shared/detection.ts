import { z } from 'zod';

/** A box as `[x1, y1, x2, y2]`, origin top left, in pixels of the source as it is shown (after rotation); float, unclipped. */
export type BoundingBox = readonly [x1: number, y1: number, x2: number, y2: number];

/** One object in a frame. */
export interface Detection {
  readonly box: BoundingBox;
  /** Objectness × class probability, 0..1. */
  readonly confidence: number;
  /** 0-based row of the model's names file. */
  readonly classId: number;
  /** Text of that row. */
  readonly label: string;
}

/** A frame, without what it holds. */
export interface FrameFacts {
  /** 0-based in the source stream, also when only every n-th frame is sampled. */
  readonly frameIndex: number;
  readonly ptsSeconds: number;
  /** Wall-clock time of a camera's frame, milliseconds since the epoch; `null` for recorded video. */
  readonly capturedAt: number | null;
  /** Size of this frame as shown; boxes are in its pixels. Not every frame of a stream need have the same. */
  readonly width: number;
  readonly height: number;
}

/** Everything found in one frame; an empty list means that the frame was looked at and holds nothing. */
export interface FrameDetections extends FrameFacts {
  readonly detections: readonly Detection[];
}

/** Of any date that can be written. */
export const LAST_TIME_MS = 8.64e15;

export const detectionSchema: z.ZodType<Detection> = z.object({
  box: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  confidence: z.number().min(0).max(1),
  classId: z.int32().min(0),
  label: z.string(),
});

export const frameFactsSchema = z.object({
  frameIndex: z.int32().min(0),
  ptsSeconds: z.number(),
  capturedAt: z.number().min(-LAST_TIME_MS).max(LAST_TIME_MS).nullable(),
  width: z.int32().min(1),
  height: z.int32().min(1),
});

export const frameDetectionsSchema: z.ZodType<FrameDetections> = frameFactsSchema.extend({
  detections: z.array(detectionSchema),
});
