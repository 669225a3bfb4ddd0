import { preprocess } from '../model/detector/preprocess.ts';
import { accountOf, type ChunkJob, ptsSecondsOf, sourceSizesOf } from '../shared/chunk-job.ts';
import type { ChunkAccount, ChunkResult } from '../shared/chunk-result.ts';
import { FramefleetError, messageOf, ReleasedError } from '../shared/errors.ts';
import type { DetectorResult } from '../shared/inference.ts';
import type { Logger } from '../shared/logging.ts';
import type { Attempt, ChunkHandler, ChunkPorts } from '../shared/ports.ts';
import { modelKeyOf } from '../shared/worker-status.ts';
import { type DetectorCache, ModelNotLoadedError } from './detector-cache.ts';
import type { ModelReadiness } from './model-readiness.ts';

/**
 * A chunk's road through the worker: bytes → frames → detections → results queue → bytes deleted. A crash anywhere only
 * makes the chunk run again, and what ran twice is stored once.
 *
 * What goes wrong with the chunk is the chunk's; a model that cannot be loaded is this worker's, and a Redis that does not
 * answer nobody's: then the chunk goes back as it came.
 */
export class ChunkProcessor implements ChunkHandler {
  readonly #ports: ChunkPorts;
  readonly #detectors: Pick<DetectorCache, 'use'>;
  readonly #readiness: ModelReadiness;
  readonly #workerId: string;
  readonly #log: Logger;
  #discardedChunks = 0;

  constructor(
    ports: ChunkPorts,
    detectors: Pick<DetectorCache, 'use'>,
    readiness: ModelReadiness,
    workerId: string,
    log: Logger,
  ) {
    this.#ports = ports;
    this.#detectors = detectors;
    this.#readiness = readiness;
    this.#workerId = workerId;
    this.#log = log;
  }

  /** Chunks that were dropped: of earlier beginnings of a run, or of messages that nobody can read. */
  get discardedChunks(): number {
    return this.#discardedChunks;
  }

  wants(job: ChunkJob): boolean {
    return this.#readiness.stateOf(keyOf(job)) !== 'refused';
  }

  async process(job: ChunkJob, attempt: Attempt): Promise<void> {
    const log = this.#log.child({ runId: job.runId, videoId: job.videoId, chunkId: job.chunkId });
    const hopeless = this.#readiness.hopelessReasonOf(keyOf(job));
    if (hopeless !== null) return this.fail(accountOf(job), `no worker can run the model: ${hopeless}`, attempt);
    const payload = await unlessRedisFails(this.#ports.fetchPayload(job));
    if (payload === 'stale') {
      log.info('the run has been begun anew, chunk dropped');
      return this.discard(job.chunkId);
    }
    if (payload === null) {
      log.info('payload is gone, chunk skipped');
      return;
    }
    let found: DetectorResult;
    try {
      found = await this.#detect(job, payload);
    } catch (error) {
      if (error instanceof ModelNotLoadedError) this.#readiness.refuse(job.model, job.settings.size, error);
      if (error instanceof ReleasedError) throw error;
      const isHopeless = attempt.isLast || (error instanceof FramefleetError && !error.retryable);
      log.warn({ err: error, attempt: attempt.number, isHopeless }, 'chunk failed');
      if (!isHopeless) throw error;
      return this.fail(accountOf(job), messageOf(error), attempt);
    }
    const { frames, inferenceMs, droppedBoxes } = found;
    await this.#handOver({
      ...accountOf(job),
      ...{ workerId: this.#workerId, attempts: attempt.number },
      state: 'stored',
      error: null,
      inferenceMs,
      frames: job.frames.map(({ frameIndex, pts, capturedAt, sourceWidth, sourceHeight }, i) => ({
        frameIndex,
        ptsSeconds: ptsSecondsOf(pts, job.timeBase),
        capturedAt,
        width: sourceWidth,
        height: sourceHeight,
        detections: frames[i] ?? [],
      })),
    });
    if (droppedBoxes > 0) log.warn({ droppedBoxes }, 'boxes that are no numbers or far beyond the frame were left out');
    log.info({ inferenceMs: Math.round(inferenceMs), frames: frames.length }, 'chunk done');
  }

  fail(chunk: ChunkAccount, reason: string, { number: attempts }: Attempt): Promise<void> {
    const outcome = { state: 'failed' as const, error: reason, inferenceMs: 0, frames: [] };
    return this.#handOver({ ...chunk, workerId: this.#workerId, attempts, ...outcome });
  }

  async discard(chunkId: string): Promise<void> {
    await unlessRedisFails(this.#ports.releasePayload(chunkId));
    this.#discardedChunks++;
  }

  #detect(job: ChunkJob, payload: Uint8Array): Promise<DetectorResult> {
    return this.#detectors.use(job.model, job.settings.size, async (detector) => {
      const frames = await preprocess(job, payload, detector.input);
      const { confidence, iou, classes, resize } = job.settings;
      return detector.detect(frames, { confidence, iou, classes, resize, sources: sourceSizesOf(job) });
    });
  }

  /** The result first: a crash in between leaves bytes, and no frame that nobody knows of. */
  async #handOver(result: ChunkResult): Promise<void> {
    await unlessRedisFails(this.#ports.publish(result));
    await unlessRedisFails(this.#ports.releasePayload(result.chunkId));
  }
}

function keyOf({ model, settings }: ChunkJob): string {
  return modelKeyOf(model.modelSha256, settings.size);
}

/** @throws {ReleasedError} that holds no more of a failed command than its message: the command holds the chunk */
async function unlessRedisFails<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw new ReleasedError(`Redis: ${messageOf(error)}`);
  }
}
