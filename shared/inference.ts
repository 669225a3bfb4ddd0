import type { Detection } from './detection.ts';
import type { ResizeMode, Size } from './geometry.ts';

/** Frames as a model takes them: `count × height × width × 3` bytes of RGB, one after the other. */
export interface RgbFrames extends Size {
  readonly count: number;
  readonly pixels: Uint8Array;
}

/** How detections are told from noise, and in which pixels they are given. */
export interface DetectOptions {
  readonly confidence: number;
  readonly iou: number;
  /** Labels to keep; empty: all. */
  readonly classes: readonly string[];
  /** Of each frame, as shown. */
  readonly sources: readonly Size[];
  readonly resize: ResizeMode;
}

export interface DetectorResult {
  /** One list for each frame, in order; boxes in source pixels. */
  readonly frames: readonly (readonly Detection[])[];
  readonly inferenceMs: number;
  /** What passed the thresholds and was left out, since it is no number or far beyond its frame; a sound model gives none. */
  readonly droppedBoxes: number;
}
