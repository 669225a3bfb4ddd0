import type { Size } from '../../../shared/geometry.ts';

/** What a worker of the measurement is. */
export interface ScalingWorkerTask {
  readonly redisUrl: string;
  readonly namespace: string;
  /** Where its model is. */
  readonly home: string;
  readonly detector:
    | { readonly kind: 'sleeping'; readonly latencyMs: number; readonly input: Size }
    | { readonly kind: 'model'; readonly threads: number };
}

/** What it tells of a chunk, by the clock of its machine, in milliseconds. */
export interface ChunkTimes {
  readonly chunkId: string;
  readonly frames: number;
  /** When it had the chunk and its bytes. */
  readonly fetchedAt: number;
  readonly doneAt: number;
}
