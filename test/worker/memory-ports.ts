import type { ChunkResult } from '../../shared/chunk-result.ts';
import type { ChunkPorts, WorkerRoster } from '../../shared/ports.ts';
import type { ModelRefusal, WorkerStatus } from '../../shared/worker-status.ts';

/** Payloads and results in memory; writes down what is done in which order. */
export class MemoryChunkPorts implements ChunkPorts {
  readonly payloads = new Map<string, Uint8Array>();
  /** Ids of chunks whose run was begun anew. */
  readonly stale = new Set<string>();
  readonly results: ChunkResult[] = [];
  readonly calls: string[] = [];
  /** What the next calls of this name fail with. */
  readonly failures = new Map<string, Error>();

  async fetchPayload({ chunkId }: { readonly chunkId: string }): Promise<Uint8Array | null | 'stale'> {
    this.#called('fetchPayload');
    return this.stale.has(chunkId) ? 'stale' : (this.payloads.get(chunkId) ?? null);
  }

  async publish(result: ChunkResult): Promise<void> {
    this.#called('publish');
    this.results.push(result);
  }

  async releasePayload(chunkId: string): Promise<void> {
    this.#called('releasePayload');
    this.payloads.delete(chunkId);
  }

  #called(name: string): void {
    this.calls.push(name);
    const failure = this.failures.get(name);
    if (failure) throw failure;
  }
}

/** Workers in memory; none ever expires. */
export class MemoryRoster implements WorkerRoster {
  readonly workers = new Map<string, WorkerStatus>();
  announcements = 0;

  async announce(workerId: string, refusals: readonly ModelRefusal[]): Promise<void> {
    this.announcements++;
    this.workers.set(workerId, { workerId, refusals });
  }

  async withdraw(workerId: string): Promise<void> {
    this.workers.delete(workerId);
  }

  async read(): Promise<WorkerStatus[]> {
    return [...this.workers.values()];
  }
}
