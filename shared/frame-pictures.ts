import { InputError } from './errors.ts';
import type { RunVideo } from './frame-rows.ts';
import type { Size } from './geometry.ts';

/** A recorded video, and where its source may lie. */
export interface RecordedVideo {
  readonly videoId: string;
  /** Paths, folders of pictures and URLs under which it was seen, the latest first. */
  readonly places: readonly string[];
  /** Which of several video streams of its source it is, counted from 0. */
  readonly stream: number;
  /** Number of the program among whose streams that is; `null`: among those of the whole source. */
  readonly program: number | null;
}

/** The video of a run, as a place to look for frames. */
export function recordedVideoOf({ videoId, uri, places, stream, program }: RunVideo): RecordedVideo {
  return { videoId, places: places.length > 0 ? places : [uri], stream, program };
}

/** A frame of a source as it is shown: turned as the container says, pixels as they are stored. */
export interface ShownFrame extends Size {
  /** 0-based in the source. */
  readonly frameIndex: number;
  readonly ptsSeconds: number;
  /** Packed RGB, 8 bits each, rows top down; whoever asked may paint in it. */
  readonly rgb: Buffer;
}

/**
 * Why there are no frames of a video: nothing lies at its places (`gone`), something else does (`replaced`), they were never kept
 * (`camera`), or lie where they are not read from (`remote`).
 */
export type SourceGoneReason = 'gone' | 'replaced' | 'camera' | 'remote';

/** The source of a stored video cannot be looked at any more. What is stored of it is none the worse. */
export class SourceGoneError extends InputError {
  constructor(
    readonly reason: SourceGoneReason,
    message: string,
  ) {
    super('SOURCE_GONE', message);
  }
}

/**
 * Frames of the sources of stored videos. A source is used only while its content is that of the video: a file that was replaced by
 * another is never shown for it.
 */
export interface FramePictures {
  /**
   * One frame, also from what is remembered of others.
   *
   * @throws {SourceGoneError} here and below
   * @throws {InputError} `FRAME_NOT_FOUND` when the source has no frame of that index; `INPUT_UNREADABLE`
   * @throws {FfmpegError} `FFMPEG_MISSING`, `FFMPEG_FAILED`
   */
  frame(video: RecordedVideo, frameIndex: number, signal: AbortSignal): Promise<ShownFrame>;
  /**
   * Several frames, in few passes over the source; to be read once, or given up. What the source lacks is left out. One ffmpeg runs
   * meanwhile, whatever else is asked: how many of these there are at a time is up to who asks.
   *
   * @param frameIndexes - ascending
   */
  frames(video: RecordedVideo, frameIndexes: readonly number[], signal: AbortSignal): AsyncIterable<ShownFrame>;
  /** Where the source lies at present. @returns a path, of a file or of a folder of pictures */
  sourceOf(video: RecordedVideo): Promise<string>;
  /** When each frame of the source is shown: seconds by frame index. @returns `null` where that is not known without decoding all of it */
  times(video: RecordedVideo): Promise<Float64Array | null>;
  /** Ends what is under way; may be called twice. */
  close(): Promise<void>;
}
