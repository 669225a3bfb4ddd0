import { ConfigError } from '../shared/errors.ts';
import type { FrameCodec } from '../shared/frame-codec.ts';
import type { Size } from '../shared/geometry.ts';
import type { FrameCarrier, FrameQueue, RunLedger } from '../shared/ports.ts';
import { isInPicture } from '../shared/region.ts';
import type { ModelFacts, OpenRun, RunRecord, RunSettings, Video } from '../shared/run.ts';
import type { CameraOptions } from './camera/camera-options.ts';
import type { Ffmpeg } from './ffmpeg/find-ffmpeg.ts';
import type { StreamInfo } from './ffmpeg/stream-info.ts';
import type { Input } from './input/inputs.ts';
import { recordedAtOf } from './input/recorded-at.ts';
import type { VideoIdentity } from './input/video-identity.ts';
import type { RecordingSource } from './recording/recording-source.ts';

/** What any run talks to. */
export interface RunPorts {
  readonly queue: FrameQueue;
  readonly ledger: RunLedger;
}

/** And adaptive ones. */
export interface ProducePorts extends RunPorts {
  readonly carrier: FrameCarrier;
}

export interface ProduceProgress {
  readonly runId: string;
  /** Sampled frames that the producer has passed, those stored before included. */
  readonly sampledFrames: number;
  /** Sampled frames at the end; an estimate until the end was reached, `null` where there is none. */
  readonly expectedFrames: number | null;
  readonly storedFrames: number;
  readonly failedFrames: number;
  readonly droppedFrames: number;
}

export interface ProduceOptions {
  readonly input: Input;
  readonly ffmpeg: Ffmpeg;
  /** A recording that was looked at beforehand, or is being looked at, for these settings; closed when the run is left. */
  readonly source?: Promise<RecordingSource> | undefined;
  /** The model's input, in pixels. */
  readonly network: Size;
  readonly model: ModelFacts;
  readonly settings: RunSettings;
  /** `null`: derived from the work itself. */
  readonly runId: string | null;
  readonly force: boolean;
  /** Whether frames that are the same as one before are not looked at again. No part of the settings: the answers are the same. */
  readonly carry: boolean;
  /** How frames are encoded where that changes nothing of them, and the settings name nothing else; `null`: they are not. */
  readonly exactCodec: FrameCodec | null;
  /** Follow the run until every frame is accounted for. */
  readonly wait: boolean;
  /** Seconds after the call at which a camera is stopped; `null`: at `stop` only. */
  readonly durationSeconds: number | null;
  /** How a camera is captured; nothing of it matters to a recording. */
  readonly camera: CameraOptions;
  /** When the first frame was taken, ISO 8601 in UTC; `null`: as the input itself says. */
  readonly startsAt: string | null;
  /** A recording: stops and leaves the run open to be resumed. A camera: ends the input; its frames are still waited for. */
  readonly stop: AbortSignal;
  /** Gives up waiting too. */
  readonly abort: AbortSignal;
  /** Awaited before a recording's run is opened: somebody beside may be at it. */
  readonly onIdentified: (runId: string) => Promise<void>;
  /** Called once when the run is open and has work left. */
  readonly onOpen: (run: RunRecord) => void;
  readonly onProgress: (progress: ProduceProgress) => void;
  /** Called when the last frame of a recording is on the queue: what is left is to wait. */
  readonly onQueued: () => void;
  /** What a user should know of an input while it is produced. */
  readonly onNote: (text: string) => void;
  /** Called with each run of a capture that another one followed, when it has ended. */
  readonly onSegment: (run: RunRecord) => void;
}

export interface ProducedRun {
  readonly run: RunRecord;
  /** Why it returned: all accounted for, told to stop, not asked to wait; or the camera failed, and what came of it is accounted for. */
  readonly outcome: 'complete' | 'stopped' | 'produced' | 'broke off';
  /** What a user should know of the input though nothing is wrong with it; found while it was read, so only once. */
  readonly notes: readonly string[];
  readonly elapsedSeconds: number;
}

/**
 * What the ledger is told of a run.
 *
 * @throws {ConfigError} `CONFIG_INVALID` where nothing of the picture is to be looked at
 */
export function openRunOf(options: ProduceOptions, identity: VideoIdentity, facts: StreamInfo, runId: string): OpenRun {
  const { codec, width, height, rotation, fpsNum, fpsDen, durationSeconds } = facts;
  const { roi } = options.settings;
  if (roi && !isInPicture(roi, facts)) {
    throw new ConfigError(
      'CONFIG_INVALID',
      `Expected \`--roi\` to be a part of the picture of \`${options.input.uri}\`, which is ${width}x${height}, got ${JSON.stringify(roi.corners)}.`,
    );
  }
  const source = { codec, width, height, rotation, fpsNum, fpsDen, durationSeconds, frameCount: null };
  const recording = recordedAtOf(options.input, options.startsAt, facts.createdAt);
  const video: Video = { ...identity, uri: options.input.uri, ...source, ...recording };
  return { runId, video, model: options.model, settings: options.settings, force: options.force };
}
