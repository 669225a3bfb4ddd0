import type { ChunkJob } from './chunk-job.ts';
import type { DroppedChunk, EndOfInput, LedgerSpan, OpenRun, RunRecord } from './run.ts';

/** The queue as the producer sees it. */
export interface FrameQueue {
  /**
   * Puts a chunk and its pixels on the queue; a chunk that waits there already is left as it is.
   *
   * @returns `full` when the payload would pass the budget of waiting bytes: nothing was put, try later or drop
   * @throws {QueueError} `QUEUE_UNREACHABLE`
   */
  put(job: ChunkJob, payload: Uint8Array): Promise<'queued' | 'full'>;
  /** Of some chunks those that are neither waiting, nor worked on, nor waiting to be stored. Order as given. */
  absent(chunkIds: readonly string[]): Promise<string[]>;
  close(): Promise<void>;
}

/** The results service as the producer sees it: the ledger says which frames are accounted for. */
export interface RunLedger {
  /**
   * Opens a run, or finds it again; failed chunks of a run found again are forgotten, so that they are tried once more.
   *
   * @throws {StoreError} `RUN_CONFLICT` when the id is taken by other work, `STORE_UNREACHABLE`
   */
  open(run: OpenRun): Promise<RunRecord>;
  read(runId: string): Promise<RunRecord>;
  /** What the ledger accounts for, ascending, neighbours of one state merged. */
  spans(runId: string): Promise<LedgerSpan[]>;
  drop(runId: string, chunk: DroppedChunk): Promise<void>;
  endInput(runId: string, end: EndOfInput): Promise<RunRecord>;
}
