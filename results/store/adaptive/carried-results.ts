import type { BetweenFrame } from '../../../shared/adaptive.ts';
import type { Detection } from '../../../shared/detection.ts';
import { chunkIdOf } from '../../../shared/identity.ts';
import { type PackedResult, packed } from '../../../shared/packed-result.ts';
import type { RunGeneration } from '../../../shared/run.ts';

/** A frame that nobody looked at, with what it is taken to hold, as the result of its chunk. @param carriedFrom - the frame before it that was looked at */
export function carriedResultOf(
  { runId, generation }: RunGeneration,
  { frameIndex, chunkIndex, ptsSeconds, width, height }: BetweenFrame,
  carriedFrom: number,
  detections: readonly Detection[],
): PackedResult {
  const whole = packed({
    ...{ chunkId: chunkIdOf(runId, generation, chunkIndex), runId, generation, chunkIndex },
    ...{ firstFrameIndex: frameIndex, frameCount: 1, state: 'stored', error: null },
    ...{ workerId: 'carried', inferenceMs: 0, attempts: 1, failures: [] },
    frames: [{ frameIndex, ptsSeconds, capturedAt: null, width, height, detections: [...detections] }],
  });
  return { ...whole, frames: whole.frames.map((frame) => ({ ...frame, carriedFrom })) };
}
