import assert from 'node:assert/strict';
import { readChunkResult as readPacked } from '../../queue/read-chunk-result.ts';
import type { ChunkResult } from '../../shared/chunk-result.ts';
import { unpackedResult } from '../fixtures/unpacked-result.ts';

/** What is found in each of two frames of a chunk. */
export const detection = { box: [1, 2, 3, 4] as const, confidence: 0.5, classId: 0, label: 'cat' };
export const frame = {
  ...{ frameIndex: 8, ptsSeconds: 0.32, capturedAt: null, width: 100, height: 50, detections: [detection] },
};
export const account = {
  chunkId: 'r-g1-c4',
  runId: 'r',
  generation: 1,
  chunkIndex: 4,
  firstFrameIndex: 8,
  frameCount: 2,
};
export const result: ChunkResult = {
  ...account,
  ...{ state: 'stored', error: null, workerId: 'w', inferenceMs: 3, attempts: 2 },
  frames: [frame, { ...frame, frameIndex: 9 }],
  failures: [],
};
/** A frame without its detections, by its number. */
export const carriedFrame = (frameIndex: number) => {
  const { detections: _, ...facts } = frame;
  return { ...facts, frameIndex };
};
/** As `readChunkResult` of the queue, with the result as it was before it was packed. */
export function readChunkResult(message: unknown) {
  const { result: read, refusal } = readPacked(message);
  return { result: read && unpackedResult(read), refusal };
}

/** That a message becomes a failure of its frames, with the reason. */
export function assertRefused(message: unknown, reason: RegExp): void {
  const { result: failed, refusal } = readChunkResult(message);
  assert.match(refusal ?? '', reason);
  assert.deepEqual(failed, {
    ...account,
    ...{ state: 'failed', error: refusal, workerId: 'w', attempts: 2, inferenceMs: 0, frames: [], failures: [] },
  });
}
