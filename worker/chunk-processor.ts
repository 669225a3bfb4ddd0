import { accountOf, type ChunkJob, carriedFramesOf, inferredFramesOf, ptsSecondsOf } from '../shared/chunk-job.ts';
import type { ChunkAccount, ChunkResult } from '../shared/chunk-result.ts';
import { messageOf, ReleasedError } from '../shared/errors.ts';
import type { DetectorResult } from '../shared/inference.ts';
import type { Logger } from '../shared/logging.ts';
import type { Attempt, ChunkHandler, ChunkPorts, FrameTrials } from '../shared/ports.ts';
import { modelKeyOf } from '../shared/worker-status.ts';
import { decodeChunk } from './decode-chunk.ts';
import { detectFrames } from './detect-frames.ts';
import { type ChunkDetections, detectSingly, isOfFrames } from './detect-singly.ts';
import { type DetectorCache, ModelNotLoadedError } from './detector-cache.ts';
import type { ModelReadiness } from './model-readiness.ts';
import { Turns } from './turns.ts';

/**
 * A chunk's road through the worker: bytes → frames, decoded where they are encoded → detections → results queue → bytes deleted. A
 * crash anywhere only makes the chunk run again, and what ran twice is stored once.
 *
 * What goes wrong with the chunk is the chunk's, and in the end of those of its frames alone that fail by themselves; a model that
 * cannot be loaded is this worker's, and a Redis that does not answer nobody's: then the chunk goes back as it came.
 */
export class ChunkProcessor implements ChunkHandler {
  readonly #ports: ChunkPorts;
  readonly #detectors: Pick<DetectorCache, 'use'>;
  readonly #readiness: ModelReadiness;
  readonly #workerId: string;
  readonly #log: Logger;
  readonly #turns = new Turns();
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

  wants(job: ChunkJob, putAt: number): boolean {
    return this.#readiness.stateOf(keyOf(job), putAt) !== 'refused';
  }

  async process(job: ChunkJob, attempt: Attempt): Promise<void> {
    const log = this.#log.child({ runId: job.runId, videoId: job.videoId, chunkId: job.chunkId });
    const hopeless = this.#readiness.hopelessReasonOf(keyOf(job), attempt.putAt);
    if (hopeless !== null) return this.fail(accountOf(job), `no worker can run the model: ${hopeless}`, attempt);
    const payload = await unlessRedisFails(this.#ports.fetchPayload(job));
    if (payload === 'stale') {
      log.info('the run has been begun anew, chunk dropped');
      return this.discard(job.chunkId);
    }
    if (payload === null) {
      log.info('payload is gone, chunk skipped');
      return unlessRedisFails(this.#ports.releasePayload(job.chunkId)); // its bytes count no longer
    }
    let found: ChunkDetections;
    try {
      found = await this.#detectWithin(job, payload, attempt);
    } catch (error) {
      if (error instanceof ModelNotLoadedError) this.#readiness.refuse(job.model, job.settings.size, error);
      if (error instanceof ReleasedError) throw error;
      const isHopeless = !isOfFrames(error);
      log.warn({ err: error, attempt: attempt.number, isHopeless }, 'chunk failed');
      if (!isHopeless) throw error;
      return this.fail(accountOf(job), messageOf(error), attempt);
    }
    const { inferenceMs, droppedBoxes, failures } = found;
    await this.#handOver(resultOf(job, found, { workerId: this.#workerId, attempts: attempt.number }));
    if (droppedBoxes > 0) log.warn({ droppedBoxes }, 'boxes that are no numbers or far beyond the frame were left out');
    if (failures.length > 0) log.warn({ failed: failures.length, first: failures[0] }, 'frames failed');
    log.info({ inferenceMs: Math.round(inferenceMs), frames: found.frames.length - failures.length }, 'chunk done');
  }

  fail(chunk: ChunkAccount, reason: string, { number: attempts }: Attempt): Promise<void> {
    const outcome = { state: 'failed' as const, error: reason, inferenceMs: 0, frames: [], failures: [] };
    return this.#handOver({ ...chunk, workerId: this.#workerId, attempts, ...outcome });
  }

  async discard(chunkId: string): Promise<void> {
    await unlessRedisFails(this.#ports.releasePayload(chunkId));
    this.#discardedChunks++;
  }

  /**
   * The whole chunk at once; frame by frame where that fails at the last attempt, or has ended workers. Frames that are the same as
   * earlier ones have no pixels here, and are left out.
   */
  async #detectWithin(whole: ChunkJob, payload: Uint8Array, attempt: Attempt): Promise<ChunkDetections> {
    const job = { ...whole, frames: inferredFramesOf(whole) };
    if (job.frames.length === 0) return { frames: [], failures: [], inferenceMs: 0, droppedBoxes: 0 };
    if (!attempt.isSuspect) {
      // the bytes are handed over: where they may be needed once more, these are a copy
      const bytes = attempt.isLast ? new Uint8Array(payload) : payload;
      try {
        const found = await this.#turns.beside(() => this.#detect(job, bytes));
        return { ...found, failures: [] };
      } catch (error) {
        if (!attempt.isLast || !isOfFrames(error)) throw error;
      }
    }
    const trials: FrameTrials = {
      deadly: attempt.trials.deadly,
      trying: (frame) => unlessRedisFails(attempt.trials.trying(frame)),
    };
    return this.#turns.alone(() => detectSingly(job, payload, trials, (one, pixels) => this.#detect(one, pixels)));
  }

  #detect(job: ChunkJob, payload: Uint8Array): Promise<DetectorResult> {
    const { model, settings } = job;
    return this.#detectors.use(model, settings.size, async (detector) => {
      const decoded = await decodeChunk(job, payload);
      return detectFrames(decoded.job, decoded.payload, detector);
    });
  }

  /** The result first: a crash in between leaves bytes, and no frame that nobody knows of. */
  async #handOver(result: ChunkResult): Promise<void> {
    await unlessRedisFails(this.#ports.publish(result));
    await unlessRedisFails(this.#ports.releasePayload(result.chunkId));
  }
}

/** What the results queue is told: `failed` where every frame failed, and for one reason. */
function resultOf(
  job: ChunkJob,
  { frames, failures, inferenceMs }: ChunkDetections,
  sender: Pick<ChunkResult, 'workerId' | 'attempts'>,
): ChunkResult {
  const [error, ...others] = new Set(failures.map((failure) => failure.error));
  const carried = carriedFramesOf(job);
  if (carried.length === 0 && error !== undefined && others.length === 0 && failures.length === frames.length) {
    const outcome = { state: 'failed' as const, error, inferenceMs, frames: [], failures: [] };
    return { ...accountOf(job), ...sender, ...outcome };
  }
  return {
    ...accountOf(job),
    ...sender,
    state: 'stored',
    error: null,
    inferenceMs,
    frames: inferredFramesOf(job).flatMap(({ frameIndex, pts, capturedAt, sourceWidth, sourceHeight }, i) => {
      const detections = frames[i];
      if (!detections) return [];
      const ptsSeconds = ptsSecondsOf(pts, job.timeBase);
      return [{ frameIndex, ptsSeconds, capturedAt, width: sourceWidth, height: sourceHeight, detections }];
    }),
    failures: [...failures],
    ...(carried.length > 0 && { carried }),
  };
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
