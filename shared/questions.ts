import { z } from 'zod';

/** A detection as questions are answered with; the box in source pixels. */
export const detectionRowSchema = z
  .object({
    runId: z.string(),
    videoId: z.string(),
    frameIndex: z.number(),
    ptsSeconds: z.number(),
    classId: z.number(),
    label: z.string(),
    confidence: z.number(),
    x1: z.number(),
    y1: z.number(),
    x2: z.number(),
    y2: z.number(),
  })
  .readonly();
export type DetectionRow = z.output<typeof detectionRowSchema>;

/** How often: the keys of the grouping, then detections, and frames that hold at least one of them. */
export const countRowSchema = z.record(z.string(), z.union([z.string(), z.number()])).readonly();
export type CountRow = z.output<typeof countRowSchema>;

/** Filters as somebody wrote them, in flags or in a URL. */
export type RawFilter = Readonly<Record<string, string>>;
