import { CAMERA_DEFAULTS } from '../../producer/camera/camera-options.ts';
import { findFfmpeg } from '../../producer/ffmpeg/find-ffmpeg.ts';
import { expandInputs } from '../../producer/input/inputs.ts';
import type { ProducedRun, ProduceOptions, ProducePorts } from '../../producer/produce-options.ts';
import { produceRun } from '../../producer/produce-run.ts';
import type { ChunkJob } from '../../shared/chunk-job.ts';
import type { FrameCarrier } from '../../shared/ports.ts';
import { type RunSettings, runSettingsSchema } from '../../shared/run.ts';
import { MemoryFrameQueue } from '../conformance/memory-frame-queue.ts';
import { sampleModel } from '../results/fixtures/samples.ts';
import { MemoryLedger } from './memory-ledger.ts';

/** A queue whose chunks are stored as soon as they are put; each job that was put is kept, with its pixels. */
export class StoringQueue extends MemoryFrameQueue {
  readonly jobs: ChunkJob[] = [];
  readonly payloads: Uint8Array[] = [];

  constructor(private readonly ledger: MemoryLedger) {
    super(1 << 30);
  }

  override async put(job: ChunkJob, payload: Uint8Array): Promise<'queued' | 'full'> {
    const outcome = await super.put(job, payload);
    for (const { job: taken, payload } of this.take()) {
      this.jobs.push(taken);
      this.payloads.push(payload);
      this.ledger.account(taken.runId, taken.chunkIndex, { state: 'stored', frameCount: taken.frames.length });
    }
    return outcome;
  }
}

/** Of runs that carry nothing. */
export const NO_CARRIER: FrameCarrier = {
  carriedUpTo: () => Promise.reject(new Error('not adaptive')),
  judge: () => Promise.reject(new Error('not adaptive')),
  carry: () => Promise.reject(new Error('not adaptive')),
};

/** A ledger, and a queue whose chunks it gets at once. */
export class TestStore {
  readonly ledger = new MemoryLedger();
  readonly carrier = NO_CARRIER;
  readonly queue = new StoringQueue(this.ledger);

  /** Frame indexes of all jobs, ascending. */
  get frameIndexes(): number[] {
    return this.queue.jobs.flatMap(({ frames }) => frames.map(({ frameIndex }) => frameIndex)).sort((a, b) => a - b);
  }

  produce(
    name: string,
    settings: Partial<RunSettings> = {},
    given: Partial<ProduceOptions> = {},
  ): Promise<ProducedRun> {
    return produceWith(this, name, settings, given);
  }
}

/** Produces a run as a command would, of frames of 64 × 64. */
export async function produceWith(
  ports: ProducePorts,
  name: string,
  settings: Partial<RunSettings> = {},
  given: Partial<ProduceOptions> = {},
): Promise<ProducedRun> {
  const [input] = given.input ? [given.input] : await expandInputs([name]);
  const never = new AbortController().signal;
  const ffmpeg = given.ffmpeg ?? (await findFfmpeg(null));
  return produceRun(ports, {
    ...{ input: input!, ffmpeg, network: { width: 64, height: 64 }, model: sampleModel() },
    settings: runSettingsSchema.parse(settings),
    ...{ runId: null, force: false, wait: true, durationSeconds: null, startsAt: null },
    ...{ stop: never, abort: never, onOpen: () => undefined, onProgress: () => undefined },
    ...{ onIdentified: async () => undefined },
    ...{
      carry: true,
      exactCodec: null,
      onNote: () => undefined,
      onQueued: () => undefined,
      onSegment: () => undefined,
      camera: CAMERA_DEFAULTS,
    },
    ...given,
  });
}
