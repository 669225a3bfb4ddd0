import type { CarryAnswer, Gap, GapVerdict, SettledStretch } from './adaptive.ts';
import type { CaptureReport } from './capture.ts';
import type { ChunkJob } from './chunk-job.ts';
import type { ChunkAccount, ChunkResult, StoreOutcome } from './chunk-result.ts';
import type { Size } from './geometry.ts';
import type { DetectOptions, DetectorResult, RgbFrames } from './inference.ts';
import type { ResultsReader } from './results-reader.ts';
import type { EndOfInput, LedgerSpan, OpenRun, RunGeneration, RunRecord } from './run.ts';
import type { ModelRefusal, WorkerStatus } from './worker-status.ts';

/** What waits, and for how many. */
export interface QueueBacklog {
  /** Chunks of all producers that no worker has taken yet. */
  readonly waitingChunks: number;
  /** Workers that live. */
  readonly workers: number;
}

/** The queue as the producer sees it. */
export interface FrameQueue {
  /**
   * Puts a chunk and its pixels on the queue; a chunk that waits there already is left as it is.
   *
   * @returns `full` when the payload would pass the budget of waiting bytes: nothing was put, try later or drop
   * @throws {QueueError} `QUEUE_UNREACHABLE`; `RUN_CONFLICT` when the run was begun anew meanwhile
   * @throws {PayloadError} `PAYLOAD_INVALID` for more than `MAX_CHUNK_BYTES`
   */
  put(job: ChunkJob, payload: Uint8Array): Promise<'queued' | 'full'>;
  /** Of some chunks those that are neither waiting, nor worked on, nor waiting to be stored. Order as given. */
  absent(chunkIds: readonly string[]): Promise<string[]>;
  /**
   * Why none of the workers that live can run a model; `null` where one may, or where none lives.
   *
   * @param modelKey - as of `modelKeyOf`
   */
  refusal(modelKey: string): Promise<string | null>;
  /** How much lies before the workers. */
  backlog(): Promise<QueueBacklog>;
  /** May be called twice. */
  close(): Promise<void>;
}

/** The results service as the producer sees it: the ledger says which frames are accounted for. */
export interface RunLedger {
  /**
   * Opens a run, or finds it again; failed chunks of a run found again are forgotten, so that they are tried once more. The
   * video has been seen where the caller says, in any case. With `force` the run is begun anew, under a new generation.
   *
   * @returns the run, with the id, the settings and the generation that hold from now on
   * @throws {StoreError} `RUN_CONFLICT` when the id is taken by other work, `STORE_UNREACHABLE`
   */
  open(run: OpenRun): Promise<RunRecord>;
  /** @throws {QueryError} `RUN_NOT_FOUND`, here and below */
  read(runId: string): Promise<RunRecord>;
  /** What the ledger accounts for, ascending, neighbours of one state merged. */
  spans(runId: string): Promise<LedgerSpan[]>;
  /**
   * Takes what a capture tells of itself: chunks that found no room (one that is in the ledger already stays as it is), and times
   * in which the camera gave nothing. Who reports holds the run: a capture that has not reported for a minute is dead, and its run
   * is ended; if it reports after all, the run is open again.
   *
   * @throws {StoreError} `RUN_CONFLICT` when another capture holds the run; when the run has been begun anew since, here and below
   */
  report(run: RunGeneration, report: CaptureReport): Promise<RunRecord>;
  /** Says where the input ends; what the ledger accounts for beyond it is forgotten. */
  endInput(run: RunGeneration, end: EndOfInput): Promise<RunRecord>;
}

/** Fills in the frames of an adaptive run that nobody looked at. Unknown runs are `RUN_NOT_FOUND`; begun anew since, `RUN_CONFLICT`. */
export interface FrameCarrier {
  /** The chunk up to which, itself left out, the stretches of a run have been carried. */
  carriedUpTo(runId: string): Promise<number>;
  /** What is known of gaps, in order; changes nothing. */
  judge(run: RunGeneration, gaps: readonly Gap[]): Promise<readonly GapVerdict[]>;
  /** Stores what the neighbours of frames tell of them, all frames of a stretch or, where its audit is not content, none. */
  carry(run: RunGeneration, stretch: SettledStretch): Promise<CarryAnswer>;
}

/** What the results service puts results into and answers questions from. */
export interface DetectionStore {
  readonly ledger: RunLedger;
  readonly reader: ResultsReader;
  /**
   * Writes the results that are new, with their ledger rows: all of them, or (by throwing) none. A chunk is stored once, however
   * often it comes; a failed or dropped one gives way to a stored one.
   *
   * @returns what became of each, in order
   * @throws {StoreError} the same call may be made again
   */
  storeChunks(results: readonly ChunkResult[]): Promise<readonly StoreOutcome[]>;
  /** Ends after the transactions under way; may be called twice. */
  close(): Promise<void>;
}

/** Payloads and results of chunks as a worker sees them. */
export interface ChunkPorts {
  /**
   * The chunk's bytes; `null` when they are gone: the chunk was done before, or they got lost and the producer sends it again;
   * `stale` when the run has been begun anew since, so that nobody wants them.
   */
  fetchPayload(chunk: Pick<ChunkJob, 'chunkId' | 'runId' | 'generation'>): Promise<Uint8Array | null | 'stale'>;
  publish(result: ChunkResult): Promise<void>;
  /** Deletes the chunk's bytes and gives their room back. */
  releasePayload(chunkId: string): Promise<void>;
}

/** Which try of a chunk this is. */
export interface Attempt {
  /** 1 for the first. */
  readonly number: number;
  readonly isLast: boolean;
  /** When the chunk was put on the queue, milliseconds since the epoch. */
  readonly putAt: number;
  /** Whether several workers have ended over the chunk: its frames are to be tried one at a time. */
  readonly isSuspect: boolean;
  readonly trials: FrameTrials;
}

/** The search for a frame that ends its workers. Frames are counted within their chunk. */
export interface FrameTrials {
  /** Frames over which alone several workers have ended, with the reason in words: they are not to be tried again. */
  readonly deadly: ReadonlyMap<number, string>;
  /** Keeps, where it outlives the worker, which frame is tried next. */
  trying(frame: number): Promise<void>;
}

/** What a worker does with the chunks that the frames queue hands it. */
export interface ChunkHandler {
  /**
   * Runs one chunk to its end: stored, or, when its last attempt fails, stored but for the frames that fail by themselves.
   *
   * @throws {ReleasedError} when the chunk was not done and is none the worse for it: it goes back uncounted
   * @throws what went wrong, when another attempt may help
   */
  process(job: ChunkJob, attempt: Attempt): Promise<void>;
  /** Records a chunk as failed, so that the run can end and name its frames. */
  fail(chunk: ChunkAccount, reason: string, attempt: Attempt): Promise<void>;
  /** Drops what nobody can do anything with: its bytes are deleted, and it is counted. */
  discard(chunkId: string): Promise<void>;
  /**
   * Whether it would take the chunk now; chunks that it would not are left to other workers.
   *
   * @param putAt - when it was put on the queue, milliseconds since the epoch
   */
  wants(job: ChunkJob, putAt: number): boolean;
}

/** Urgent calls overtake all others that are not begun, and those that are between two of their frames. */
export type Urgency = 'ordinary' | 'urgent';

/** A model that is loaded. How it is loaded is its adapter's. */
export interface Detector {
  /** Of the frames that it takes. */
  readonly input: Size;
  /** Whether it takes calls; a detector that has failed as a whole, or is closed, does not. */
  readonly isAlive: boolean;
  /**
   * Detections of frames; calls of one urgency are served in the order in which they come.
   *
   * @param frames - of the size `input`; their memory is handed over
   * @throws {ModelError} `INFERENCE_FAILED`, also when nothing that was seen in a frame is a box
   * @throws {ConfigError} `CONFIG_INVALID` for a label that the model does not know
   * @throws {ReleasedError} when `releaseQueued` or the end of the detector came before the call was begun
   */
  detect(frames: RgbFrames, options: DetectOptions, urgency?: Urgency): Promise<DetectorResult>;
  /** Gives back the calls that are not begun; what runs goes on. */
  releaseQueued(): void;
  /** Ends once what runs has ended. May be called twice. */
  close(): Promise<void>;
}

/** How far a download is. */
export interface DownloadProgress {
  readonly receivedBytes: number;
  /** `null` when the server does not say. */
  readonly totalBytes: number | null;
}

/**
 * Fetches a file over the network into another; what that holds already is not fetched again.
 *
 * @throws {ModelError} `MODEL_DOWNLOAD_FAILED`; what came stays for the next attempt
 */
export type Download = (url: string, target: string, onProgress: (progress: DownloadProgress) => void) => Promise<void>;

/** Which workers live, and which models they cannot run. */
export interface WorkerRoster {
  /** Says so of one worker; forgotten when it is not said again for a while. */
  announce(workerId: string, refusals: readonly ModelRefusal[]): Promise<void>;
  withdraw(workerId: string): Promise<void>;
  /** All workers that live. */
  read(): Promise<WorkerStatus[]>;
}
