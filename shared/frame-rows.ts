import { z } from 'zod';

const frameDetectionSchema = z
  .object({
    classId: z.number(),
    label: z.string(),
    confidence: z.number(),
    x1: z.number(),
    y1: z.number(),
    x2: z.number(),
    y2: z.number(),
  })
  .readonly();

/** A frame that was looked at, with what a filter leaves of its detections; boxes in pixels of the frame as shown. */
export const frameRowSchema = z
  .object({
    runId: z.string(),
    videoId: z.string(),
    frameIndex: z.number(),
    ptsSeconds: z.number(),
    /** Its own, as shown. */
    width: z.number(),
    height: z.number(),
    /** When it was taken, ISO 8601 in UTC; `null` where nobody knows. */
    capturedAt: z.string().nullable(),
    /** The earlier frame that this one is the same as, or behind which it lies (adaptive runs), and that was looked at in its place; absent where it was looked at itself. */
    carriedFrom: z.number().optional(),
    /** By falling confidence. */
    detections: z.array(frameDetectionSchema).readonly(),
  })
  .readonly();
export type FrameRow = z.output<typeof frameRowSchema>;

/** The video of a run. */
export const runVideoSchema = z
  .object({
    runId: z.string(),
    videoId: z.string(),
    uri: z.string(),
    /** All places at which it was seen, the latest first. */
    places: z.array(z.string()).readonly().default([]),
    /** Which of several video streams of its source it is, and of which program's (`null`: of the whole source's). */
    stream: z.number().default(0),
    program: z.number().nullable().default(null),
    /** As shown. */
    width: z.number(),
    height: z.number(),
    fpsNum: z.number(),
    fpsDen: z.number(),
    /** `null` until one pass has reached its end. */
    frameCount: z.number().nullable(),
    /** Of a capture when it came, else of the video; ISO 8601 in UTC, `null` where nobody knows. */
    recordedAt: z.string().nullable(),
    /** Of the run's model, by class id. */
    labels: z.array(z.string()).readonly(),
  })
  .readonly();
export type RunVideo = z.output<typeof runVideoSchema>;
