import { z } from 'zod';
import type { RawFilter } from './questions.ts';

/** Where things head in the picture, clockwise, `right` first; each an eighth of all directions. */
export const DIRECTIONS = ['right', 'down-right', 'down', 'down-left', 'left', 'up-left', 'up', 'up-right'] as const;

/** Which object of which run. */
const objectFields = {
  runId: z.string(),
  videoId: z.string(),
  trackId: z.number().describe('From 1, by first frame'),
  label: z.string(),
};

/** An object through all the frames in which it was; times are `ptsSeconds`. */
export const trackRowSchema = z
  .object({
    ...objectFields,
    firstFrameIndex: z.number(),
    lastFrameIndex: z.number(),
    firstSeconds: z.number(),
    lastSeconds: z.number(),
    seconds: z.number().describe('From the first to the last time it was seen'),
    detections: z.number().describe('Frames in which it was seen'),
    confidence: z.number().describe('Mean over them'),
    pathPixels: z.number().describe('Way of the centre'),
    direction: z
      .enum([...DIRECTIONS, 'still'])
      .describe('From the first place to the last; `still` where that is less than half its own size'),
    pixelsPerSecond: z.number().describe('Of the centre, over its whole way'),
    metersPerSecond: z.number().nullable().describe('Null where no scale is given'),
    version: z.number().describe('Of the settings and rules that made this'),
  })
  .readonly();
export type TrackRow = z.output<typeof trackRowSchema>;

/** Where an object was in one frame. */
export const trackBoxRowSchema = z
  .object({
    ...objectFields,
    classId: z.number(),
    frameIndex: z.number(),
    ptsSeconds: z.number(),
    confidence: z
      .number()
      .nullable()
      .describe('Null where it was not seen and is taken to be between where it was before and after'),
    x1: z.number().describe('Smoothed; pixels of the video as shown'),
    y1: z.number(),
    x2: z.number(),
    y2: z.number(),
  })
  .readonly();
export type TrackBoxRow = z.output<typeof trackBoxRowSchema>;

/** A stay of an object in a zone. */
export const visitRowSchema = z
  .object({
    ...objectFields,
    zone: z.string(),
    enteredFrameIndex: z.number(),
    leftFrameIndex: z.number(),
    entered: z.number().describe('First and last time that it was seen inside'),
    left: z.number(),
    seconds: z.number(),
    fromZone: z
      .string()
      .nullable()
      .describe(
        'The zone that it came from, when it left that, and how long it took from there; null unless asked for',
      ),
    leftFromZone: z.number().nullable(),
    travelSeconds: z.number().nullable(),
    version: z.number(),
  })
  .readonly();
export type VisitRow = z.output<typeof visitRowSchema>;

/** An object that went over a line. */
export const crossingRowSchema = z
  .object({
    ...objectFields,
    line: z.string(),
    direction: z
      .enum(['in', 'out'])
      .describe(
        '`in`: from the left-hand side to the right-hand side of somebody who walks the line from its first point to its second',
      ),
    frameIndex: z.number().describe('The first frame in which it was on the other side, and its time'),
    ptsSeconds: z.number(),
    pixelsPerSecond: z.number().describe('Of the anchor, around the crossing'),
    metersPerSecond: z.number().nullable(),
    version: z.number(),
  })
  .readonly();
export type CrossingRow = z.output<typeof crossingRowSchema>;

/**
 * Questions about objects, whichever road they take. Tracks of complete runs are made when they are asked for the first time; rows
 * come run by run. Filters are given as they were written and checked where they are answered.
 */
export interface TracksReader {
  tracks(filter: RawFilter): Promise<AsyncIterable<readonly TrackRow[]>>;
  /** The objects that `tracks` lists, frame by frame. */
  boxes(filter: RawFilter): Promise<AsyncIterable<readonly TrackBoxRow[]>>;
  visits(filter: RawFilter): Promise<AsyncIterable<readonly VisitRow[]>>;
  crossings(filter: RawFilter): Promise<AsyncIterable<readonly CrossingRow[]>>;
  close(): Promise<void>;
}
