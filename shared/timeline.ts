import { z } from 'zod';

const counts = z.array(z.number()).readonly();

/** What was found, and what was looked at, in bins of equal length. */
export const timelineSchema = z
  .object({
    axis: z.enum(['clock', 'stream']).describe('Of what time: the clock, or the stream of one run'),
    from: z
      .number()
      .nullable()
      .describe('Where the first bin begins, in seconds: of the stream, or since 1970; null where there are none'),
    binSeconds: z.number().describe('How long each bin is'),
    lookedFrames: counts.describe('Frames that were looked at, bin by bin'),
    series: z
      .array(z.object({ label: z.string(), detections: counts.describe('Bin by bin') }).readonly())
      .readonly()
      .describe('Labels, the most frequent first'),
    missed: z
      .array(
        z
          .object({
            state: z.string().describe('Why it was not looked at, as `/v1/coverage` says it'),
            seconds: counts.describe('Bin by bin, over all runs; a bin holds more than its length where several ran'),
          })
          .readonly(),
      )
      .readonly()
      .describe('What is there of runs, and was not looked at'),
  })
  .readonly();
export type Timeline = z.output<typeof timelineSchema>;

/** What was found on a day, and what was looked at. */
export const dayRowSchema = z
  .object({
    day: z.string().describe('`2026-03-01`, in the zone `tz`'),
    detections: z.number(),
    lookedFrames: z.number(),
  })
  .readonly();
export type DayRow = z.output<typeof dayRowSchema>;
