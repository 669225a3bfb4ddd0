import { z } from 'zod';
import { type Detection, detectionSchema } from './detection.ts';
import { errorFactsSchema } from './error-body.ts';
import { modelReferenceSchema, runSettingsSchema } from './run.ts';

/** Bytes that a picture may have, as it is stored. */
export const MAX_PICTURE_BYTES = 32 * 2 ** 20;
/** How long an answer may be waited for. */
export const MAX_PICTURE_SECONDS = 300;
/** How long it is waited for unless something else is asked for. */
export const PICTURE_SECONDS = 10;

const { size, confidence, iou, classes, resize } = runSettingsSchema.unwrap().shape;

/** What is asked of a picture; the same words as a run's settings. */
export const pictureQuestionSchema = z
  .object({
    /** By name alone (`modelSha256` is `null`) it is the one that the worker has registered under it. */
    model: modelReferenceSchema.extend({ modelSha256: modelReferenceSchema.shape.modelSha256.nullable() }).readonly(),
    settings: z
      .object({
        ...{ size, confidence, iou, classes },
        /** `null`: as the model asks. */
        resize: resize.unwrap().nullable().default(null),
      })
      .readonly(),
  })
  .readonly();
export type PictureQuestion = z.output<typeof pictureQuestionSchema>;

/** The job on the pictures queue; the picture lies in Redis beside it, as it is stored, for as long as an answer is waited for. */
export const pictureJobSchema = pictureQuestionSchema
  .unwrap()
  .extend({
    pictureId: z.string().min(1),
    /** Who waits for the answer. */
    callerId: z.string().min(1),
    /** Why workers that had it could not run its model, by worker. */
    refusals: z.record(z.string(), z.string()),
  })
  .readonly();
export type PictureJob = z.output<typeof pictureJobSchema>;

/** What was found in a picture. */
export interface PictureDetections {
  /** As the picture is shown, turned as its EXIF says; boxes are in its pixels. */
  readonly width: number;
  readonly height: number;
  readonly detections: readonly Detection[];
}

const pictureDetectionsSchema = z.object({
  width: z.int32().min(1),
  height: z.int32().min(1),
  detections: z.array(detectionSchema).readonly(),
});

/** A worker's answer. */
export const pictureAnswerSchema = z.object({
  pictureId: z.string().min(1),
  answer: z.union([pictureDetectionsSchema, z.object({ error: errorFactsSchema }).readonly()]),
});
export type PictureAnswer = Readonly<z.output<typeof pictureAnswerSchema>>;

/** Somebody who has single pictures looked at, before all recordings. */
export interface PictureQueue {
  /**
   * @param picture - a file's bytes
   * @throws {QueueError} `PREDICTION_TIMEOUT`; `QUEUE_FULL` when too much waits; `QUEUE_UNREACHABLE`
   * @throws {FramefleetError} what the worker says: `INPUT_UNREADABLE`, `MODEL_NOT_FOUND`, `CONFIG_INVALID`, …
   */
  ask(question: PictureQuestion, picture: Uint8Array, patience: PicturePatience): Promise<PictureDetections>;
  /** Whether a worker lives. */
  hasWorkers(): Promise<boolean>;
  /** Whoever waits is told that nobody answers. May be called twice. */
  close(): Promise<void>;
}

export interface PicturePatience {
  readonly timeoutMs: number;
  /** Ends the waiting with its reason. */
  readonly signal: AbortSignal;
}

/** What a worker does with a picture. */
export interface PictureHandler {
  /**
   * @throws {ModelMissingError} when this worker cannot run the model
   * @throws {ReleasedError} when it was not looked at through no fault of its own
   * @throws {FramefleetError} what the asker is told
   */
  look(question: PictureQuestion, picture: Uint8Array): Promise<PictureDetections>;
}

/** A line of `predict --json`, and the answer of `POST /v1/predict`. */
export interface Prediction extends PictureDetections {
  /** As it was named. */
  readonly image: string;
  /** From the moment when it was sent until the answer was there. */
  readonly milliseconds: number;
}

export const predictionSchema: z.ZodType<Prediction> = pictureDetectionsSchema.extend({
  image: z.string(),
  milliseconds: z.number(),
});

export function predictionOf(image: string, { width, height, detections }: PictureDetections, ms: number): Prediction {
  return { image, width, height, detections, milliseconds: Math.round(ms * 10) / 10 };
}
