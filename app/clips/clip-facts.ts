import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { RawFilter } from '../../shared/questions.ts';
import { segmentRowSchema } from '../../shared/questions.ts';
import type { RunRecord } from '../../shared/run.ts';
import { clockOf } from '../pictures/clock-text.ts';
import type { ClipWindow } from './clip-windows.ts';

/** Counts up where the same order makes another clip. */
const VERSION = 1;

/** What the JSON beside a clip says. */
export const clipFactsSchema = z
  .object({
    clip: z.string().describe('Name of the file'),
    bytes: z.number().int().describe('Its length'),
    video: z.string().describe('Where the video was seen last'),
    videoId: z.string(),
    runId: z.string(),
    start: z.number().describe('`ptsSeconds` in the source of its first frame'),
    end: z.number().describe('`ptsSeconds` in the source of its last frame'),
    firstFrame: z.number().int().describe('Index in the source of its first frame'),
    lastFrame: z.number().int(),
    frames: z.number().int().describe('How many it holds'),
    startsAt: z
      .string()
      .nullable()
      .describe('When its first frame was taken, ISO 8601 in UTC; null where nobody knows'),
    speed: z.number(),
    boxes: z.boolean().describe('Whether boxes are drawn'),
    filter: z.record(z.string(), z.string()).describe('The question, as it was asked'),
    segments: z.array(segmentRowSchema).readonly().describe('What of the answer it shows'),
    madeOf: z.string().describe('Of what makes it what it is: it is not made again while that is the same'),
  })
  .readonly();
export type ClipFacts = z.output<typeof clipFactsSchema>;

/** How clips are made. */
export interface ClipStyle {
  /** Whether stored boxes are drawn. */
  readonly hasBoxes: boolean;
  /** How fast they are played. */
  readonly speed: number;
}

/** What makes a clip what it is, as one word. */
export function clipKey(
  { runId, videoId, generation, completedAt }: Pick<RunRecord, 'runId' | 'videoId' | 'generation' | 'completedAt'>,
  { from, to }: ClipWindow,
  { hasBoxes, speed }: ClipStyle,
  boxFilter: RawFilter,
): string {
  const boxes = hasBoxes ? [generation, completedAt, Object.entries(boxFilter).sort()] : null;
  const parts = [VERSION, runId, videoId, from, to, speed, boxes];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/** `gate-f001562-f001728-00h01m02.500s-00h01m09.120s-16x-boxes.mp4`: the video, first and last frame, and their times. */
export function clipName(
  stem: string,
  { start, end, firstFrame, lastFrame }: Pick<ClipFacts, 'start' | 'end' | 'firstFrame' | 'lastFrame'>,
  { hasBoxes, speed }: ClipStyle,
): string {
  const frames = [firstFrame, lastFrame].map((index) => `f${String(index).padStart(6, '0')}`);
  const times = [start, end].map((seconds) => clockOf(seconds, 'h', 'm', 's'));
  const style = [...(speed === 1 ? [] : [`${speed}x`]), ...(hasBoxes ? ['boxes'] : [])];
  return `${[stem, ...frames, ...times, ...style].join('-')}.mp4`;
}
