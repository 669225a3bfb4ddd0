import type { Size } from '../../shared/geometry.ts';
import type { RunSettings } from '../../shared/run.ts';
import type { LiveSourceOptions } from '../camera/camera-options.ts';
import type { Input } from '../input/inputs.ts';
import type { SeekPoint } from '../seeking/seek-point.ts';
import type { Ffmpeg } from './find-ffmpeg.ts';
import type { FrameBlocks } from './frame-blocks.ts';
import type { OrdinalRange } from './sampling-expression.ts';
import type { SourceFrames } from './source-frames.ts';

/** A sampled frame, scaled, with the stream's own time. */
export interface DecodedFrame {
  /** Place among all frames of the source, from 0. */
  readonly frameIndex: number;
  readonly pts: number;
  /** Place among the run's sampled frames, from 0. */
  readonly ordinal: number;
  /** Wall clock when it came, milliseconds since the epoch: of a camera's frame, when ffmpeg had decoded it. */
  readonly arrivedAt: number;
  /** Size of this frame in the source, as shown. */
  readonly source: Size;
  /** Size of `pixels`. */
  readonly size: Size;
  /** Rows top down, channels interleaved. */
  readonly pixels: Uint8Array;
}

export interface DecodeRequest {
  readonly ffmpeg: Ffmpeg;
  readonly input: Input;
  readonly network: Size;
  readonly settings: RunSettings;
  /** Sampled frames to hand over, by ordinal, ascending. */
  readonly wanted: readonly OrdinalRange[];
  /** Where to begin; left out: at the source's beginning. */
  readonly seek?: SeekPoint | null;
  /** Where the frames of the source lie, so that only key frames need be decoded; absent: everything is decoded and counted. */
  readonly frames?: SourceFrames | null;
  /** Of a camera; absent: the defaults. */
  readonly live?: LiveSourceOptions;
  /** What frames lie in; absent: memory of their own. */
  readonly blocks?: FrameBlocks;
}
