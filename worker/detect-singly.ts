import type { ChunkJob } from '../shared/chunk-job.ts';
import { framesOfPayload } from '../shared/chunk-payload.ts';
import type { FrameFailure } from '../shared/chunk-result.ts';
import type { Detection } from '../shared/detection.ts';
import { FramefleetError, messageOf, ReleasedError } from '../shared/errors.ts';
import type { DetectorResult } from '../shared/inference.ts';
import type { FrameTrials } from '../shared/ports.ts';

/** What was found in the frames of a chunk, and in which of them nothing could be looked for. */
export interface ChunkDetections {
  /** One entry for each frame of the chunk; `null` for one that failed. */
  readonly frames: readonly (readonly Detection[] | null)[];
  readonly failures: readonly FrameFailure[];
  readonly inferenceMs: number;
  readonly droppedBoxes: number;
}

/** Whether trying a chunk's frames one by one can help: what is wrong with the message, the settings or the worker is not a frame's. */
export function isOfFrames(error: unknown): boolean {
  if (error instanceof ReleasedError) return false;
  return !(error instanceof FramefleetError) || error.retryable;
}

/**
 * Detections of a chunk's frames, one frame after the other, so that those that fail are told from the others.
 *
 * Halving the chunk would ask the model for up to as many frames again at each step; this asks for each frame once.
 *
 * @param detect - of a chunk of one frame
 * @throws {PayloadError} `PAYLOAD_INVALID` where the payload's length does not fit the job
 * @throws what is no frame's fault, as `detect` does
 */
export async function detectSingly(
  job: ChunkJob,
  payload: Uint8Array,
  trials: FrameTrials,
  detect: (job: ChunkJob, payload: Uint8Array) => Promise<DetectorResult>,
): Promise<ChunkDetections> {
  const bytes = framesOfPayload(job, payload);
  const frames: (readonly Detection[] | null)[] = [];
  const failures: FrameFailure[] = [];
  let [inferenceMs, droppedBoxes] = [0, 0];
  const fail = ({ frameIndex }: ChunkJob['frames'][number], error: string) => {
    frames.push(null);
    failures.push({ frameIndex, error });
  };
  for (const [index, frame] of job.frames.entries()) {
    const reason = trials.deadly.get(index);
    if (reason !== undefined) {
      fail(frame, reason);
      continue;
    }
    await trials.trying(index);
    try {
      const found = await detect({ ...job, frames: [frame] }, bytes[index]!);
      frames.push(found.frames[0] ?? []);
      inferenceMs += found.inferenceMs;
      droppedBoxes += found.droppedBoxes;
    } catch (error) {
      if (!isOfFrames(error)) throw error;
      fail(frame, messageOf(error));
    }
  }
  return { frames, failures, inferenceMs, droppedBoxes };
}
