import type { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import { accountOf, type ChunkJob, ptsSecondsOf } from '../../../shared/chunk-job.ts';
import type { Detection } from '../../../shared/detection.ts';
import { MemoryFrameQueue } from '../../conformance/memory-frame-queue.ts';

/** What is in a frame; or that it cannot be looked at, or that its job is lost. */
export type Seen = (frameIndex: number) => readonly Detection[] | 'failed' | 'lost';

/** A queue whose chunks are looked at as soon as they are put, and stored. */
export class DetectingQueue extends MemoryFrameQueue {
  /** Frames that were put, in order. */
  readonly frames: number[] = [];
  onPut: (count: number) => void | Promise<void> = () => undefined;

  constructor(
    private readonly store: DuckDbStore,
    private readonly seen: Seen,
  ) {
    super(1 << 30);
  }

  override async put(job: ChunkJob, payload: Uint8Array): Promise<'queued' | 'full'> {
    const outcome = await super.put(job, payload);
    for (const { job: taken } of this.take()) {
      this.frames.push(...taken.frames.map(({ frameIndex }) => frameIndex));
      await this.onPut(this.frames.length);
      await this.#look(taken);
    }
    return outcome;
  }

  async #look(job: ChunkJob): Promise<void> {
    const [{ frameIndex, pts, sourceWidth: width, sourceHeight: height }] = job.frames as [ChunkJob['frames'][number]];
    const seen = this.seen(frameIndex);
    if (seen === 'lost') return;
    const frame = { frameIndex, ptsSeconds: ptsSecondsOf(pts, job.timeBase), capturedAt: null, width, height };
    const outcome =
      seen === 'failed'
        ? { state: 'failed' as const, error: 'no', frames: [] }
        : { state: 'stored' as const, error: null, frames: [{ ...frame, detections: [...seen] }] };
    const sender = { workerId: 'w', inferenceMs: 1, attempts: 1, failures: [] };
    await this.store.storeChunks([{ ...accountOf(job), ...sender, ...outcome }]);
  }
}
