import { createHash } from 'node:crypto';
import { z } from 'zod';
import { HIDING } from '../../pictures/hide-regions.ts';
import type { RunRecord } from '../../shared/run.ts';
import type { RedactStyle } from './redact-order.ts';
import { spaceMarginText } from './space-margin.ts';

/** Counts up where the same order makes another copy. */
const VERSION = 1;

/** What the JSON beside a copy says. */
export const redactFactsSchema = z
  .object({
    copy: z.string().describe('Name of the file'),
    bytes: z.number().int().describe('Its length'),
    video: z.string().describe('Where the video was seen last'),
    videoId: z.string(),
    runs: z.array(z.string()).readonly().describe('Whose detections and objects are hidden'),
    labels: z.array(z.string()).readonly(),
    how: z.enum(HIDING),
    margin: z.string(),
    marginSeconds: z.number(),
    frames: z.number().int().describe('How many it has, as its source'),
    hiddenFrames: z.number().int().describe('In how many something is hidden'),
    sound: z.number().int().describe('How many streams of sound were copied'),
    notLookedAt: z
      .object({
        frames: z.number().int(),
        stretches: z
          .array(z.object({ firstFrame: z.number(), lastFrame: z.number(), from: z.number(), to: z.number() }))
          .readonly(),
      })
      .readonly()
      .describe('Frames that no run looked at and that no object reaches: whatever they show is shown'),
    madeOf: z.string().describe('Of what makes it what it is: it is not made again while that is the same'),
  })
  .readonly();
export type RedactFacts = z.output<typeof redactFactsSchema>;

type KeyedRun = Pick<RunRecord, 'runId' | 'generation' | 'completedAt' | 'storedFrames'>;

/** What makes a copy what it is, as one word. */
export function redactKey(
  videoId: string,
  runs: readonly KeyedRun[],
  labels: readonly string[],
  { how, margin, marginSeconds }: RedactStyle,
): string {
  const ofRuns = runs.map(({ runId, generation, completedAt, storedFrames }) => [
    ...[runId, generation, completedAt, storedFrames],
  ]);
  const parts = [VERSION, videoId, ofRuns, labels.toSorted(), how, spaceMarginText(margin), marginSeconds];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
