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
    /** When the frame was taken, ISO 8601 in UTC; `null` where nobody knows. */
    capturedAt: z.string().nullable(),
  })
  .readonly();
export type DetectionRow = z.output<typeof detectionRowSchema>;

/**
 * How often: the keys of the groups; `detections`, `frames` that hold at least one, `lookedFrames`, `meanPerFrame` of these, and
 * `maxPerFrame`. All but `lookedFrames` are null of a time that was not looked at.
 */
export const countRowSchema = z.record(z.string(), z.union([z.string(), z.number(), z.null()])).readonly();
export type CountRow = z.output<typeof countRowSchema>;

/** A stretch in which something holds. Times are `ptsSeconds` of its first and last frame. */
export const segmentRowSchema = z
  .object({
    runId: z.string(),
    videoId: z.string(),
    from: z.number(),
    to: z.number(),
    seconds: z.number(),
    /** Frames in which it holds; `null`, here and below, where none of the first condition lies in the stretch. */
    frames: z.number().nullable(),
    detections: z.number().nullable(),
    /** Most detections in a frame, and the first frame with so many. */
    peak: z.number().nullable(),
    peakFrame: z.number().nullable(),
    /** The frame with the surest detection. */
    bestFrame: z.number().nullable(),
    bestSeconds: z.number().nullable(),
    bestConfidence: z.number().nullable(),
  })
  .readonly();
export type SegmentRow = z.output<typeof segmentRowSchema>;

/** A stretch of a run that was looked at, or was not. */
export const coverageRowSchema = z
  .object({
    runId: z.string(),
    videoId: z.string(),
    /** `looked`; else `failed`, `dropped`, `missing` (not there yet) or `outside` (of what the run was asked to look at). */
    state: z.string(),
    /** Times in `ptsSeconds`; `null`: from the begin, or to the end. */
    from: z.number().nullable(),
    to: z.number().nullable(),
    /** `null` where nobody knows how many. */
    frames: z.number().nullable(),
  })
  .readonly();
export type CoverageRow = z.output<typeof coverageRowSchema>;

/** Filters as somebody wrote them, in flags or in a URL. */
export type RawFilter = Readonly<Record<string, string>>;

const COVERAGE_FILTERS = ['run', 'video', 'from', 'to'];

/** The filters of a question that say what its coverage is asked of. */
export function coverageFilterOf(filter: RawFilter): RawFilter {
  return Object.fromEntries(Object.entries(filter).filter(([name]) => COVERAGE_FILTERS.includes(name)));
}
