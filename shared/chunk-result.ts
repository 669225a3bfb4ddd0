import { z } from 'zod';
import { frameDetectionsSchema, frameFactsSchema } from './detection.ts';
import { generationSchema } from './run.ts';

/** Which frames of which run a chunk accounts for. Whole numbers are such as the store's columns hold. */
export const chunkAccountSchema = z.object({
  chunkId: z.string().min(1),
  runId: z.string().min(1),
  /** Of the run, as the job said. */
  generation: generationSchema,
  chunkIndex: z.int32().min(0),
  firstFrameIndex: z.int32().min(0),
  /** Frames that the chunk accounts for. */
  frameCount: z.int32().min(1),
});
export type ChunkAccount = Readonly<z.output<typeof chunkAccountSchema>>;

/** Thirty years; a sum of such can still be written. */
const MOST_INFERENCE_MS = 1e12;

/** A frame of a chunk that could not be processed, where others of it could. */
export const frameFailureSchema = z.object({ frameIndex: z.int32().min(0), error: z.string() }).readonly();
export type FrameFailure = z.output<typeof frameFailureSchema>;

/** A frame of a run, and the chunk that accounts for it. */
export const frameNameSchema = z.object({ frameIndex: z.int32().min(0), chunkIndex: z.int32().min(0) }).readonly();
export type FrameName = z.output<typeof frameNameSchema>;

/** A frame that nobody looked at, since an earlier one of its run is the same: it holds what that one holds. */
export const carriedFrameSchema = frameFactsSchema.extend({ from: frameNameSchema }).readonly();
export type CarriedFrame = z.output<typeof carriedFrameSchema>;

const chunkOutcomeSchema = chunkAccountSchema.extend({
  /** `failed`: none of its frames could be processed. */
  state: z.enum(['stored', 'failed']),
  /** Why it failed; `null` when it did not. */
  error: z.string().nullable(),
  workerId: z.string(),
  inferenceMs: z.number().min(0).max(MOST_INFERENCE_MS),
  /** How many times the chunk was tried, this one included. */
  attempts: z.int32().min(1),
  /** One entry for each frame that was not processed, in order; empty when the chunk failed as a whole. */
  failures: z.array(frameFailureSchema).default([]),
  /** Frames that are the same as earlier ones, in order; absent where there are none, and when the chunk failed. */
  carried: z.array(carriedFrameSchema).min(1).readonly().optional(),
});

/** What became of a chunk, without its frames. */
export type ChunkOutcome = Readonly<z.output<typeof chunkOutcomeSchema>>;

/** What became of a chunk, and what its frames hold. Workers of older versions put this on the results queue. */
export const chunkResultSchema = chunkOutcomeSchema
  .extend({
    /** One entry for each frame that was processed, in order; empty when the chunk failed. Those that were carried are not among them. */
    frames: z.array(frameDetectionsSchema),
  })
  .readonly();
export type ChunkResult = z.output<typeof chunkResultSchema>;

/** The job on the results queue: a `PackedResult`, its numbers as text. Its id there is the chunk's own. */
export const resultMessageSchema = chunkOutcomeSchema
  .extend({
    frames: z.array(frameFactsSchema.extend({ detectionCount: z.int32().min(0) })),
    labels: z.array(z.string()),
    /** Little-endian, in base64: of each detection two int32 and five float32, in the order of `PackedResult`; workers of older versions send seven doubles. */
    numbers: z.string(),
  })
  .readonly();
export type ResultMessage = z.output<typeof resultMessageSchema>;

/** How many frames of a chunk a result leaves without detections. */
export function failedFramesOf({ state, frameCount, failures }: ChunkOutcome): number {
  return state === 'failed' ? frameCount : failures.length;
}

/**
 * What became of a result: its rows were written, the ledger had it already, its run is not in the store, the run has been
 * begun anew since (`stale`), or it lies beyond the run's extent (`refused`). One that is `early` has frames that are the same as
 * such as are not in the store yet: nothing was done, and it is to be offered again.
 */
export type StoreOutcome = 'early' | 'stored' | 'skipped' | 'unknown-run' | 'stale' | 'refused';

/** How many results were not stored as they came, since the service started. */
export interface DiscardedResults {
  /** Of an earlier beginning of their run. */
  readonly stale: number;
  /** Beyond the end of their run. */
  readonly refused: number;
  /** Of a run that the store does not know. */
  readonly unknownRun: number;
  /** Not valid: their frames are recorded as failed. */
  readonly invalid: number;
  /** Not valid, and nobody can read which frames they are about. */
  readonly unreadable: number;
}
