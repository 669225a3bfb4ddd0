import { z } from 'zod';
import { auditSchema } from './audit.ts';
import { cameraGapSchema } from './capture.ts';
import { frameCodecSchema } from './frame-codec.ts';
import { networkSideSchema } from './network-side.ts';
import { areaSchema } from './shape.ts';
import { tilesSchema } from './tiles.ts';
import { timeRangeSchema } from './time-ranges.ts';

/** The model of those who name none. */
export const DEFAULT_MODEL = 'yolov4';

/**
 * Settings of a run that can change what is stored; `null` where a limit is absent. All times in seconds of the stream. Those that came
 * later are absent unless they are asked for, so that the messages and rows of other runs stay as they are.
 */
export const runSettingsSchema = z
  .object({
    /** Every n-th frame of the source, counted over the whole source from frame 0. */
    every: z.number().int().min(1).default(1),
    /** At most this many frames a second of stream time; `null`: all. */
    fps: z.number().positive().nullable().default(null),
    start: z.number().min(0).nullable().default(null),
    end: z.number().positive().nullable().default(null),
    /** Where frames are taken from, of what lies between `start` and `end`: see `TimeWindow`. Absent: from all of it. */
    ranges: z.array(timeRangeSchema).min(2).readonly().optional(),
    /** Only key frames; `every` counts among them. */
    keyframes: z.literal(true).optional(),
    /**
     * Only the first frame of each scene: one that differs from the frame before by more than this, 0..1, as ffmpeg scores it. `every`
     * counts among them.
     */
    scenes: z.number().positive().max(1).optional(),
    /** Pictures that were taken in two halves are made whole. */
    deinterlace: z.literal(true).optional(),
    /** What of the picture is looked at; the network sees its bounding box, with the rest of that blanked. */
    roi: areaSchema.optional(),
    /** What of the picture is blanked. */
    mask: z.array(areaSchema).min(1).readonly().optional(),
    /** What is looked at is cut into tiles, which the network sees one by one, beside the whole. */
    tiles: tilesSchema.optional(),
    /** Only as many frames are looked at as this takes: the share of detections, and of those stored, that looking at all frames has too. */
    adaptive: z
      .object({ recall: z.number().positive().max(1) })
      .readonly()
      .optional(),
    /** How frames are encoded on their way to the workers, where that changes them: `isExact` is not. Absent: they come as they are. */
    frameCodec: frameCodecSchema.optional(),
    /** Which of several video streams, counted from 0; cover pictures do not count. Absent: the first. */
    stream: z.number().int().min(1).optional(),
    /** Number of the program among whose streams that is. Absent: among those of the whole source. */
    program: z.number().int().min(0).optional(),
    /** The frame is first reduced to this part of its width and height; 1: it is not. */
    scale: z.number().positive().max(1).default(1),
    gray: z.boolean().default(false),
    resize: z.enum(['stretch', 'letterbox']).default('stretch'),
    /** Size of the network's input; `null`: the model's own. */
    size: z.object({ width: networkSideSchema, height: networkSideSchema }).readonly().nullable().default(null),
    confidence: z.number().min(0).max(1).default(0.25),
    iou: z.number().min(0).max(1).default(0.45),
    /** Labels to keep; empty: all. */
    classes: z.array(z.string().min(1)).default([]),
    /** Sampled frames in one job, as far as they fit in the bytes that it may have. */
    chunkFrames: z.number().int().min(1).max(1024).default(8),
  })
  .readonly();
export type RunSettings = z.output<typeof runSettingsSchema>;

/** The source of a run. Whole numbers, here and below, are such as the store's columns hold. */
export const videoSchema = z.object({
  /** Content hash, `v` and 16 hexadecimal digits; for a camera a hash of its URL. */
  videoId: z.string().min(1),
  /** As the user gave it, made absolute for a file; without credentials for a URL. */
  uri: z.string().min(1),
  /** The hash in full that `videoId` begins with; it samples the content and is no SHA-256 of the file. `null` for a camera. */
  contentHash: z.string().nullable(),
  codec: z.string(),
  /** As shown, after rotation. */
  width: z.int32().positive(),
  height: z.int32().positive(),
  /** Degrees by which the container says to turn the picture, clockwise, 0..359; already applied to width and height. */
  rotation: z.number().min(-360).max(360),
  fpsNum: z.int32().min(0),
  fpsDen: z.int32().min(1),
  durationSeconds: z.number().nullable(),
  /** Frames in the source; `null` until one pass has reached its end. */
  frameCount: z.int32().nullable(),
  /** When the first frame was taken, ISO 8601 in UTC; `null` where nobody knows. */
  recordedAt: z.iso.datetime().nullable(),
  /** Who says so: the user's flag, the file's name, or the container's tags; `null` where `recordedAt` is. */
  recordedAtSource: z.enum(['flag', 'name', 'container']).nullable(),
});
export type Video = Readonly<z.output<typeof videoSchema>>;

/** Which model a run uses; `modelSha256` is that of its definition and weights, so that workers can tell theirs is the same. */
export const modelReferenceSchema = z.object({
  modelId: z.string().min(1),
  modelSha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type ModelReference = Readonly<z.output<typeof modelReferenceSchema>>;

/** What the store keeps of a model: enough to know every label that a run could have found. */
export const modelFactsSchema = modelReferenceSchema.extend({
  /** By class id. */
  labels: z.array(z.string()),
  /** Of the network's input, its own; a run may ask for another (`settings.size`). */
  width: z.int32().positive(),
  height: z.int32().positive(),
  precision: z.enum(['fp32', 'int8']),
});
export type ModelFacts = Readonly<z.output<typeof modelFactsSchema>>;

/** Which beginning of a run something belongs to: it grows whenever a run is begun anew, and never comes again. */
export const generationSchema = z.number().int().positive();

/** Letters in the id of a run. */
export const MAX_RUN_ID_LENGTH = 200;

/** What the producer says when it opens a run. */
export const openRunSchema = z.object({
  runId: z
    .string()
    .min(1)
    .max(MAX_RUN_ID_LENGTH)
    .regex(/^[A-Za-z][A-Za-z0-9._-]*$/),
  video: videoSchema,
  model: modelFactsSchema,
  settings: runSettingsSchema,
  /** Forget what is stored of this run and do it anew. */
  force: z.boolean(),
});
export type OpenRun = Readonly<z.output<typeof openRunSchema>>;

/** What the producer says when it has reached the end of its input (or has been told to stop a camera). */
export const endOfInputSchema = z.object({
  /** Frames that the run has to account for: stored + failed + dropped. */
  sampledFrames: z.int32().min(0),
  /** Frames in the source, where the pass saw all of them; else `null`. */
  frameCount: z.int32().min(0).nullable(),
  /** What was wrong with the input (it ended early, say); `null` when nothing was. */
  inputError: z.string().nullable(),
});
export type EndOfInput = Readonly<z.output<typeof endOfInputSchema>>;

/** A run as the store knows it. Its counts come from the ledger, never from memory. */
export const runRecordSchema = z.object({
  runId: z.string(),
  videoId: z.string(),
  uri: z.string(),
  modelId: z.string(),
  modelSha256: z.string(),
  settings: runSettingsSchema,
  createdAt: z.string(),
  completedAt: z.string().nullable(),
  /** `complete` once the ledger accounts for every sampled frame. */
  state: z.enum(['open', 'complete']),
  /** `null` until the end of the input was reached once. */
  sampledFrames: z.number().int().nullable(),
  inputError: z.string().nullable(),
  /** Those that were carried included. */
  storedFrames: z.number().int(),
  failedFrames: z.number().int(),
  droppedFrames: z.number().int(),
  /** Frames that were not looked at: an earlier one is the same and was, or their neighbours tell what they hold (`adaptive`). */
  carriedFrames: z.number().int(),
  detections: z.number().int(),
  /** Sum over the stored chunks. */
  inferenceMs: z.number(),
  generation: generationSchema,
  /** Results that came for this run and were not stored: of another generation, or beyond its extent. */
  discardedResults: z.number().int(),
  /** When the first frame was taken, ISO 8601 in UTC: of a capture when it came, else as the video's; `null` where nobody knows. */
  recordedAt: z.string().nullable(),
  /** When its camera gave nothing, oldest first; empty for a recording. */
  gaps: z.array(cameraGapSchema).readonly(),
  /** What carrying frames has cost, as far as the run is carried; of adaptive runs alone. */
  audit: auditSchema.optional(),
});
export type RunRecord = Readonly<z.output<typeof runRecordSchema>>;
/** Which beginning of which run. */
export type RunGeneration = Pick<RunRecord, 'runId' | 'generation'>;

/** A stretch of chunks, both ends included, that the ledger accounts for in one state. */
export const ledgerSpanSchema = z.object({
  firstChunkIndex: z.number().int().min(0),
  lastChunkIndex: z.number().int().min(0),
  state: z.enum(['stored', 'failed', 'dropped']),
});
export type LedgerSpan = Readonly<z.output<typeof ledgerSpanSchema>>;

/** Consecutive frames of a chunk that could not be processed, for one reason. */
export const chunkFailureSchema = z.object({
  chunkIndex: z.number().int().min(0),
  firstFrameIndex: z.number().int().min(0),
  frameCount: z.number().int().min(1),
  error: z.string(),
});
export type ChunkFailure = Readonly<z.output<typeof chunkFailureSchema>>;
