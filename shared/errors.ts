/** What the program does about an error: whether trying again can help, how the command exits, what HTTP answers. */
interface ErrorFacts {
  readonly retryable: boolean;
  readonly exitCode: number;
  readonly httpStatus: number;
  readonly meaning: string;
}

/** The one table of error codes; docs/errors.md shows the same rows, and a test keeps the two equal. */
export const ERROR_TABLE = {
  FRAMES_FAILED: {
    retryable: false,
    exitCode: 1,
    httpStatus: 500,
    meaning: 'some frames could not be processed; they are named',
  },
  CONFIG_INVALID: {
    retryable: false,
    exitCode: 2,
    httpStatus: 400,
    meaning: 'a flag, an environment variable or a request is out of range',
  },
  QUERY_INVALID: {
    retryable: false,
    exitCode: 2,
    httpStatus: 400,
    meaning: 'a filter or format of a query is not understood',
  },
  QUERY_TOO_LARGE: {
    retryable: false,
    exitCode: 2,
    httpStatus: 422,
    meaning: 'a question takes more time or disk than one may; ask for less at once',
  },
  TOKEN_REQUIRED: {
    retryable: false,
    exitCode: 2,
    httpStatus: 401,
    meaning: 'the service answers who has a token, and got none that it knows',
  },
  TOKEN_READ_ONLY: {
    retryable: false,
    exitCode: 2,
    httpStatus: 403,
    meaning: 'the token may ask, and not write',
  },
  RUN_NOT_FOUND: {
    retryable: false,
    exitCode: 2,
    httpStatus: 404,
    meaning: 'the store holds no run or video of that name',
  },
  RUN_CONFLICT: {
    retryable: false,
    exitCode: 2,
    httpStatus: 409,
    meaning: 'a run of that name exists with another video, model or settings, or was begun anew meanwhile',
  },
  EDIT_CONFLICT: {
    retryable: false,
    exitCode: 2,
    httpStatus: 409,
    meaning: 'what is to be changed was changed by somebody else meanwhile; read it again',
  },
  INPUT_NOT_FOUND: {
    retryable: false,
    exitCode: 3,
    httpStatus: 404,
    meaning: 'no such file, or a folder or pattern without videos',
  },
  INPUT_UNREADABLE: {
    retryable: false,
    exitCode: 3,
    httpStatus: 422,
    meaning: 'the input is no video or picture that can be decoded',
  },
  SOURCE_GONE: {
    retryable: false,
    exitCode: 3,
    httpStatus: 410,
    meaning: 'the source of a stored video is not where it was, or holds something else now',
  },
  FRAME_NOT_FOUND: {
    retryable: false,
    exitCode: 3,
    httpStatus: 404,
    meaning: 'the video has no frame of that index',
  },
  FFMPEG_MISSING: { retryable: false, exitCode: 3, httpStatus: 500, meaning: 'no ffmpeg was found' },
  FFMPEG_FAILED: {
    retryable: true,
    exitCode: 3,
    httpStatus: 500,
    meaning: 'ffmpeg ended with an error, or the source broke off',
  },
  MODEL_NOT_FOUND: { retryable: false, exitCode: 4, httpStatus: 404, meaning: 'no model of that name, folder or file' },
  MODEL_INVALID: {
    retryable: false,
    exitCode: 4,
    httpStatus: 422,
    meaning: 'a network definition, names file or ONNX file that is not understood',
  },
  MODEL_WEIGHTS_MISMATCH: {
    retryable: false,
    exitCode: 4,
    httpStatus: 422,
    meaning: 'the weights file does not belong to the network definition, or holds values that are no numbers',
  },
  MODEL_SHAPE_MISMATCH: {
    retryable: false,
    exitCode: 4,
    httpStatus: 422,
    meaning: 'a tensor has another shape than the model says',
  },
  MODEL_LOSS_TOO_HIGH: {
    retryable: false,
    exitCode: 4,
    httpStatus: 422,
    meaning: 'a quantised model loses more than it may; nothing was changed',
  },
  MODEL_UNAVAILABLE: {
    retryable: true,
    exitCode: 4,
    httpStatus: 503,
    meaning: 'no worker can run the model at present',
  },
  GPU_UNAVAILABLE: {
    retryable: true,
    exitCode: 4,
    httpStatus: 503,
    meaning: 'no GPU can be reached where one was asked for',
  },
  MODEL_DOWNLOAD_FAILED: {
    retryable: true,
    exitCode: 4,
    httpStatus: 502,
    meaning: 'the weights could not be downloaded or verified',
  },
  INFERENCE_FAILED: {
    retryable: true,
    exitCode: 4,
    httpStatus: 500,
    meaning: 'the runtime failed while it ran the model',
  },
  PAYLOAD_INVALID: {
    retryable: false,
    exitCode: 1,
    httpStatus: 422,
    meaning: 'a queue message or its frames do not fit the contract',
  },
  FRAME_UNREADABLE: {
    retryable: true,
    exitCode: 1,
    httpStatus: 500,
    meaning: 'an encoded frame came from the queue that is none; it is tried again, and fails alone',
  },
  QUEUE_UNREACHABLE: { retryable: true, exitCode: 5, httpStatus: 503, meaning: 'Redis does not answer' },
  QUEUE_FULL: { retryable: true, exitCode: 5, httpStatus: 503, meaning: 'too much waits already to take a picture' },
  PREDICTION_TIMEOUT: {
    retryable: true,
    exitCode: 5,
    httpStatus: 504,
    meaning: 'no worker answered for a picture within its time',
  },
  STORE_UNREACHABLE: { retryable: true, exitCode: 5, httpStatus: 503, meaning: 'the results service does not answer' },
  STORE_BUSY: {
    retryable: true,
    exitCode: 5,
    httpStatus: 503,
    meaning: 'the service answers as many questions as it may',
  },
  STORE_LOCKED: { retryable: true, exitCode: 5, httpStatus: 503, meaning: 'another process has the store open' },
  STORE_UNWRITABLE: {
    retryable: false,
    exitCode: 5,
    httpStatus: 500,
    meaning: 'the store cannot be opened or written',
  },
  STORE_TOO_NEW: {
    retryable: false,
    exitCode: 5,
    httpStatus: 500,
    meaning: 'the store was written by a newer version of framefleet',
  },
  INTERNAL: {
    retryable: false,
    exitCode: 70,
    httpStatus: 500,
    meaning: 'a fault of framefleet itself; please report it',
  },
  OUTPUT_UNWRITABLE: {
    retryable: false,
    exitCode: 74,
    httpStatus: 500,
    meaning: 'stdout or a file does not take what is written: a full disk, say',
  },
} as const satisfies Record<string, ErrorFacts>;

export type ErrorCode = keyof typeof ERROR_TABLE;

/** Base of every error that framefleet raises on purpose: a stable code and a message for people. */
export class FramefleetError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }

  get retryable(): boolean {
    return ERROR_TABLE[this.code].retryable;
  }

  get exitCode(): number {
    return ERROR_TABLE[this.code].exitCode;
  }

  get httpStatus(): number {
    return ERROR_TABLE[this.code].httpStatus;
  }
}

export class ConfigError extends FramefleetError {}
export class InputError extends FramefleetError {}
export class FfmpegError extends FramefleetError {}
export class ModelError extends FramefleetError {}
export class PayloadError extends FramefleetError {}
export class QueueError extends FramefleetError {}
export class StoreError extends FramefleetError {}
export class QueryError extends FramefleetError {}
export class OutputError extends FramefleetError {}

/** A worker lacks a model, or cannot run it; another may. */
export class ModelMissingError extends ModelError {}

/** Work that was not done through no fault of its own: the worker stops, lacks the model or lost Redis. It goes back uncounted. */
export class ReleasedError extends Error {}

/** The message of anything thrown, for a sentence of our own. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
