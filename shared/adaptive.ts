import { z } from 'zod';
import { auditSchema } from './audit.ts';
import { frameNameSchema } from './chunk-result.ts';
import { generationSchema } from './run.ts';

/** Frames between two that were looked at, which nobody has to look at if these tell what they hold. */
export const gapSchema = z
  .object({
    from: frameNameSchema,
    to: frameNameSchema,
    /** One between them that was looked at, to see whether they tell it; `null`: none yet. */
    middle: frameNameSchema.nullable(),
  })
  .readonly();
export type Gap = z.output<typeof gapSchema>;

/** What is known of a gap whose frames are all stored. */
export const knownGapSchema = z
  .object({
    state: z.literal('known'),
    /** Of its first and last frame: the mean over what is sure in either of how much its two boxes overlap, 1 from an IoU of 0.5 on and 0 where it has no other; 1 where nothing is sure. */
    likeness: z.number().min(0).max(1),
    /** Whether neither end holds anything that is sure. */
    isEmpty: z.boolean(),
    /** 1 − F1 of the middle frame, moved boxes against those found; `null` where there is no middle. */
    error: z.number().min(0).max(1).nullable(),
  })
  .readonly();
export type KnownGap = z.output<typeof knownGapSchema>;

/** What is known of a gap; less where a frame of it is on its way, or could not be looked at. */
export const gapVerdictSchema = z.discriminatedUnion('state', [
  knownGapSchema,
  z.object({ state: z.literal('waiting') }).readonly(),
  z.object({ state: z.literal('failed') }).readonly(),
]);
export type GapVerdict = z.output<typeof gapVerdictSchema>;

/** A frame that is to hold what its neighbours tell. */
export const betweenFrameSchema = z
  .object({
    frameIndex: z.int32().min(0),
    chunkIndex: z.int32().min(0),
    ptsSeconds: z.number(),
    width: z.int32().min(1),
    height: z.int32().min(1),
  })
  .readonly();
export type BetweenFrame = z.output<typeof betweenFrameSchema>;

/** A gap that is left as it is. */
export const settledGapSchema = z
  .object({
    from: frameNameSchema,
    to: frameNameSchema,
    frames: z.array(betweenFrameSchema).readonly(),
    /** Of these, by chunk, those that were looked at all the same, to measure what carrying does. */
    audited: z.array(z.int32().min(0)).readonly(),
  })
  .refine(
    ({ from, to, frames }) =>
      frames.every(({ frameIndex }) => from.frameIndex < frameIndex && frameIndex < to.frameIndex),
    'Expected frames that lie between `from` and `to`',
  )
  .readonly();
export type SettledGap = z.output<typeof settledGapSchema>;

/** Consecutive sampled frames of a run, all gaps of which are settled. */
export const settledStretchSchema = z
  .object({
    firstChunkIndex: z.int32().min(0),
    lastChunkIndex: z.int32().min(0),
    gaps: z.array(settledGapSchema).readonly(),
    /** Whether it is carried whatever the audit says. */
    isLast: z.boolean(),
    /** Whether few audited detections are enough. */
    isLenient: z.boolean(),
  })
  .readonly();
export type SettledStretch = z.output<typeof settledStretchSchema>;

/** What became of a stretch: its frames are stored; audited ones are on their way; the audit says that too little is found, or met too few detections to tell. */
export const carryAnswerSchema = z
  .object({ outcome: z.enum(['carried', 'waiting', 'short', 'few']), audit: auditSchema.nullable() })
  .readonly();
export type CarryAnswer = z.output<typeof carryAnswerSchema>;

export const carriedUpToSchema = z.object({ chunkIndex: z.int32().min(0) }).readonly();
export const gapsRequestSchema = z.object({ generation: generationSchema, gaps: z.array(gapSchema).max(10_000) });
