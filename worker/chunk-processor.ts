import { preprocess } from '../model/detector/preprocess.ts';
import type { DetectorResult } from '../model/detector/threaded-detector.ts';
import { type ChunkJob, ptsSecondsOf } from '../shared/chunk-job.ts';
import { FramefleetError, messageOf, ReleasedError } from '../shared/errors.ts';
import type { Logger } from '../shared/logging.ts';
import type { Attempt, ChunkHandler, ChunkPorts } from '../shared/ports.ts';
import type { DetectorCache } from './detector-cache.ts';

/**
 * A chunk's road through the worker: bytes → frames → detections → results queue → bytes deleted. A crash anywhere only
 * makes the chunk run again, and what ran twice is stored once.
 */
export class ChunkProcessor implements ChunkHandler {
  readonly #ports: ChunkPorts;
  readonly #detectors: DetectorCache;
  readonly #workerId: string;
  readonly #log: Logger;

  constructor(ports: ChunkPorts, detectors: DetectorCache, workerId: string, log: Logger) {
    this.#ports = ports;
    this.#detectors = detectors;
    this.#workerId = workerId;
    this.#log = log;
  }

  /**
   * Runs one chunk to its end: stored, or recorded as failed when its last attempt fails.
   *
   * @throws {ReleasedError} when the worker stops before the chunk was started
   * @throws what went wrong, when another attempt may help
   */
  async process(job: ChunkJob, attempt: Attempt): Promise<void> {
    const log = this.#log.child({ runId: job.runId, videoId: job.videoId, chunkId: job.chunkId });
    try {
      const payload = await this.#ports.fetchPayload(job.chunkId);
      if (payload === null) {
        log.info('payload is gone, chunk skipped');
        return;
      }
      const { frames, inferenceMs } = await this.#detect(job, payload);
      await this.#ports.publish({
        ...accountOf(job, this.#workerId, attempt),
        state: 'stored',
        error: null,
        inferenceMs,
        frames: job.frames.map(({ frameIndex, pts, capturedAt }, i) => ({
          frameIndex,
          ptsSeconds: ptsSecondsOf(pts, job.timeBase),
          capturedAt,
          width: job.sourceWidth,
          height: job.sourceHeight,
          detections: frames[i] ?? [],
        })),
      });
      log.info({ inferenceMs: Math.round(inferenceMs), frames: frames.length }, 'chunk done');
    } catch (error) {
      if (error instanceof ReleasedError) throw error;
      const isHopeless = attempt.isLast || (error instanceof FramefleetError && !error.retryable);
      log.warn({ err: error, attempt: attempt.number, isHopeless }, 'chunk failed');
      if (!isHopeless) throw error;
      await this.fail(job, messageOf(error), attempt);
      return;
    }
    await this.#ports.releasePayload(job.chunkId);
  }

  #detect(job: ChunkJob, payload: Uint8Array): Promise<DetectorResult> {
    return this.#detectors.use(job.model, job.settings.size, async (detector) => {
      const frames = await preprocess(job, payload, detector.manifest.input);
      const { confidence, iou, classes, resize } = job.settings;
      const source = { width: job.sourceWidth, height: job.sourceHeight };
      return detector.detect(frames, { confidence, iou, classes, resize, source });
    });
  }

  /** Records a chunk as failed, so that the run can end and name its frames. */
  async fail(job: ChunkJob, reason: string, attempt: Attempt): Promise<void> {
    await this.#ports.publish({
      ...accountOf(job, this.#workerId, attempt),
      state: 'failed',
      error: reason,
      inferenceMs: 0,
      frames: [],
    });
    await this.#ports.releasePayload(job.chunkId);
  }
}

function accountOf(job: ChunkJob, workerId: string, attempt: Attempt) {
  return {
    chunkId: job.chunkId,
    runId: job.runId,
    generation: job.generation,
    chunkIndex: job.chunkIndex,
    firstFrameIndex: job.frames[0]?.frameIndex ?? 0,
    frameCount: job.frames.length,
    workerId,
    attempts: attempt.number,
  };
}
