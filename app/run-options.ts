import { CAMERA_DEFAULTS, type CameraOptions } from '../producer/camera/camera-options.ts';
import type { StreamChoice } from '../producer/input/inputs.ts';
import type { Size } from '../shared/geometry.ts';
import type { Priority } from '../shared/priority.ts';
import { DEFAULT_MODEL, type RunSettings, runSettingsSchema } from '../shared/run.ts';
import { chosenSettings, type FrameChoice, NO_CHOICE } from './frame-choice.ts';
import { type FrameCodecOptions, lossyCodecOf } from './frame-codec-options.ts';

/** What `detect` and `produce` are told of the runs to make. Times are seconds of the stream. */
export interface RunOptions
  extends Pick<CameraOptions, 'reopen' | 'onOverload' | 'rtspTransport'>,
    FrameChoice,
    FrameCodecOptions,
    StreamChoice,
    Pick<RunSettings, 'every' | 'fps' | 'scale' | 'gray' | 'size' | 'confidence' | 'iou'> {
  /** Labels to keep; empty: all. */
  readonly classes: readonly string[];
  /** Files, folders, patterns, URLs, cameras. */
  readonly inputs: readonly string[];
  /** What is run behind these with settings of its own. */
  readonly jobs: readonly RunJob[];
  /** A folder whose files are run as they are completed, until the command is stopped; `null`: none. */
  readonly watch: WatchedFolder | null;
  readonly home: string;
  /** `null`: the ffmpeg that is found. */
  readonly ffmpegPath: string | null;
  /** Hardware that decodes, as ffmpeg calls it; `auto`: what there is; `none`: the CPU. */
  readonly hwaccel: string;
  /** Name, folder or ONNX file. */
  readonly model: string;
  readonly precision: 'fp32' | 'int8';
  /** Name of the run; `null`: derived from the work. */
  readonly run: string | null;
  /** Whether to forget what is stored of the run and do it anew. */
  readonly force: boolean;
  /** Whether the aspect ratio is kept in any case; else as the model asks. */
  readonly letterbox: boolean;
  /** Sampled frames in one job. */
  readonly chunk: number;
  /** Whether frames that are the same as one before are not looked at again. */
  readonly carry: boolean;
  /** Whether only as many frames are looked at as it takes. */
  readonly adaptive: boolean;
  /** What of the detections is to be found then, 0..1; `null`: as `ADAPTIVE_RECALL`. */
  readonly recall: number | null;
  /** Recordings that are decoded at once; `null`: as many as keep the workers busy. */
  readonly parallel: number | null;
  /** Whether the chunks of others go first. */
  readonly priority: Priority;
  /** MiB of frames that may wait for workers, over all producers. */
  readonly maxQueuedMb: number;
  /** Whether every input is a camera. */
  readonly live: boolean;
  /** Whether every input is a recording that is played like a camera. */
  readonly realtime: boolean;
  /** Seconds after which a capture ends; `null`: not by itself. */
  readonly duration: number | null;
  /** Seconds after which a new run of a camera begins; `null`: never. */
  readonly segment: number | null;
  /** Seconds without a frame after which a camera is silent. */
  readonly cameraTimeout: number;
  /** MiB of frames of a camera that may wait in this process. */
  readonly maxBufferedMb: number;
  /** When the first frame was taken, ISO 8601 in UTC; `null`: as name and container say. */
  readonly startsAt: string | null;
}

/** Inputs of a manifest, and what is set there for them alone. */
export interface RunJob {
  readonly inputs: readonly string[];
  readonly settings: Partial<RunOptions>;
  /** Where it stands: `jobs.yaml, line 3`. */
  readonly where: string;
}

/** A folder that files come into. */
export interface WatchedFolder {
  /** Absolute. */
  readonly folder: string;
  /** A file is complete that has not changed for so long. */
  readonly settleSeconds: number;
}

const MIB = 2 ** 20;
/** Of adaptive runs unless something else is asked for. */
export const ADAPTIVE_RECALL = 0.95;
const { resize: _, chunkFrames, ...settings } = runSettingsSchema.parse({});
const { reopen, onOverload, rtspTransport, timeoutSeconds, maxBufferedBytes, segmentSeconds } = CAMERA_DEFAULTS;

/** What holds unless something else is asked for. */
export const RUN_DEFAULTS = {
  ...settings,
  ...NO_CHOICE,
  stream: 0,
  program: null,
  hwaccel: 'none',
  model: DEFAULT_MODEL,
  precision: 'fp32',
  jobs: [],
  watch: null,
  run: null,
  force: false,
  letterbox: false,
  chunk: chunkFrames,
  carry: true,
  adaptive: false,
  recall: null,
  frameCodec: 'raw',
  quality: null,
  parallel: null,
  priority: 'normal',
  maxQueuedMb: 512,
  live: false,
  realtime: false,
  ...{ reopen, onOverload, rtspTransport, cameraTimeout: timeoutSeconds, maxBufferedMb: maxBufferedBytes / MIB },
  segment: segmentSeconds,
  duration: null,
  startsAt: null,
} as const satisfies Partial<RunOptions>;

/** What of the options says how cameras are captured. */
export function cameraOptionsOf(options: RunOptions): CameraOptions {
  const { reopen, onOverload, rtspTransport, realtime, cameraTimeout, maxBufferedMb, segment } = options;
  return {
    ...{
      reopen,
      onOverload,
      rtspTransport,
      isRealtime: realtime,
      timeoutSeconds: cameraTimeout,
      segmentSeconds: segment,
    },
    maxBufferedBytes: maxBufferedMb * MIB,
  };
}

/**
 * What of the options goes into a run's settings.
 *
 * @param size - `null`: the model's own
 */
export function runSettingsOf(options: RunOptions, modelResize: RunSettings['resize'], size: Size | null): RunSettings {
  const { every, fps, scale, gray, letterbox, confidence, iou, classes, chunk } = options;
  const frameCodec = lossyCodecOf(options);
  const resize = letterbox ? 'letterbox' : modelResize;
  return {
    every,
    fps,
    ...chosenSettings(options),
    ...(options.stream > 0 && { stream: options.stream }),
    ...(options.program !== null && { program: options.program }),
    ...(options.adaptive && { adaptive: { recall: options.recall ?? ADAPTIVE_RECALL } }),
    ...(frameCodec && { frameCodec }),
    scale,
    gray,
    resize,
    size,
    confidence,
    iou,
    classes: [...classes],
    chunkFrames: chunk,
  };
}
