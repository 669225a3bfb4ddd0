import type { ChunkOutcome, ChunkResult } from './chunk-result.ts';
import type { FrameDetections, FrameFacts } from './detection.ts';

/** Numbers of each detection in `PackedResult.numbers`: the place of its label in `labels`, class, confidence, x1, y1, x2, y2. */
export const NUMBERS = 7;

/** A frame, without its detections. */
export interface PackedFrame extends FrameFacts {
  readonly detectionCount: number;
  /** The earlier frame that was looked at in its place, where it was not looked at itself. */
  readonly carriedFrom?: number;
}

/**
 * A result whose detections are numbers in one block, frame by frame, from the worker to the store: on the queue they are read and
 * checked in a part of the time that objects take, and while hundreds of results wait for their transaction, objects would keep the
 * garbage collector busy.
 */
export interface PackedResult extends ChunkOutcome {
  readonly frames: readonly PackedFrame[];
  /** Of its detections, each once. */
  readonly labels: readonly string[];
  readonly numbers: Float64Array;
}

export function packed({ frames, ...account }: ChunkResult): PackedResult {
  const labels = new Map<string, number>();
  const numbers = new Float64Array(NUMBERS * frames.reduce((sum, { detections }) => sum + detections.length, 0));
  let at = 0;
  for (const { detections } of frames) {
    for (const { box, classId, confidence, label } of detections) {
      let place = labels.get(label);
      if (place === undefined) {
        place = labels.size;
        labels.set(label, place);
      }
      numbers[at] = place;
      numbers[at + 1] = classId;
      numbers[at + 2] = confidence;
      numbers[at + 3] = box[0];
      numbers[at + 4] = box[1];
      numbers[at + 5] = box[2];
      numbers[at + 6] = box[3];
      at += NUMBERS;
    }
  }
  return { ...account, frames: frames.map(packedFrame), labels: [...labels.keys()], numbers };
}

function packedFrame({ detections, ...frame }: FrameDetections): PackedFrame {
  return { ...frame, detectionCount: detections.length };
}
