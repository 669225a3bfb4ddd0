import { type ChunkJob, MAX_CHUNK_BYTES } from '../../shared/chunk-job.ts';
import { PayloadError, QueueError } from '../../shared/errors.ts';
import type { FrameQueue, QueueBacklog } from '../../shared/ports.ts';
import { refusalOfAll, type WorkerStatus } from '../../shared/worker-status.ts';

export interface QueuedChunk {
  readonly job: ChunkJob;
  readonly payload: Uint8Array;
}

/** Where the chunks of some producers are; `MemoryFrameQueue`s that share one are producers of one queue. */
export class MemoryChunks {
  readonly waiting: QueuedChunk[] = [];
  readonly inWork = new Map<string, QueuedChunk>();
  readonly toBeStored = new Set<string>();
  readonly generations = new Map<string, number>();
  readonly workers: WorkerStatus[] = [];
  /** Runs that wait for room, in order, and the bytes that each asks for. */
  readonly line = new Map<string, number>();

  get waitingBytes(): number {
    return [...this.waiting, ...this.inWork.values()].reduce((sum, { payload }) => sum + payload.byteLength, 0);
  }

  has(chunkId: string): boolean {
    const isWaiting = this.waiting.some(({ job }) => job.chunkId === chunkId);
    return isWaiting || this.inWork.has(chunkId) || this.toBeStored.has(chunkId);
  }
}

/** The frames queue in memory, for tests of those who put chunks on it. */
export class MemoryFrameQueue implements FrameQueue {
  constructor(
    private readonly maxQueuedBytes: number,
    private readonly chunks = new MemoryChunks(),
  ) {}

  async put(job: ChunkJob, payload: Uint8Array): Promise<'queued' | 'full'> {
    const { waitingBytes, generations, waiting } = this.chunks;
    if (payload.byteLength > MAX_CHUNK_BYTES) throw new PayloadError('PAYLOAD_INVALID', 'Expected less bytes.');
    if ((generations.get(job.runId) ?? 0) > job.generation) throw new QueueError('RUN_CONFLICT', 'It was begun anew.');
    if (this.chunks.has(job.chunkId)) return 'queued';
    let ahead = 0;
    for (const [runId, bytes] of this.chunks.line) {
      if (runId === job.runId) break;
      ahead += bytes;
    }
    const isEmpty = waitingBytes === 0 && ahead === 0;
    if (!isEmpty && waitingBytes + ahead + payload.byteLength > this.maxQueuedBytes) {
      this.chunks.line.set(job.runId, payload.byteLength);
      return 'full';
    }
    this.chunks.line.delete(job.runId);
    generations.set(job.runId, job.generation);
    waiting.push({ job: structuredClone(job), payload: payload.slice() });
    return 'queued';
  }

  async absent(chunkIds: readonly string[]): Promise<string[]> {
    return chunkIds.filter((chunkId) => !this.chunks.has(chunkId));
  }

  async refusal(modelKey: string): Promise<string | null> {
    return refusalOfAll(this.chunks.workers, modelKey);
  }

  async backlog(): Promise<QueueBacklog> {
    return { waitingChunks: this.chunks.waiting.length, workers: this.chunks.workers.length };
  }

  async close(): Promise<void> {}

  /** All that waits, off the queue: as if it had been done and stored. */
  take(): QueuedChunk[] {
    return this.chunks.waiting.splice(0);
  }
}
