import { z } from 'zod';

/** When frames of a source are shown. */
export const frameTimesSchema = z
  .object({
    first: z.number().describe('Of the first frame of the source, in seconds of the stream'),
    last: z.number().describe('Of the last'),
    frameCount: z.number(),
    frames: z
      .array(
        z.object({
          frameIndex: z.number().describe('0-based in the source'),
          ptsSeconds: z.number().describe("The frame's own time stamp, in seconds of the stream"),
        }),
      )
      .readonly()
      .describe('At most 100,000'),
  })
  .readonly();
export type FrameTimes = z.output<typeof frameTimesSchema>;
