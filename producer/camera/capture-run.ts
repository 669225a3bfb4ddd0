import type { DroppedChunk } from '../../shared/capture.ts';
import type { FrameCodec } from '../../shared/frame-codec.ts';
import type { OpenRun, RunRecord } from '../../shared/run.ts';
import { awaitCompletion } from '../await-completion.ts';
import { chunksOfCamera } from '../chunker.ts';
import { encodeChunk } from '../encode-chunk.ts';
import type { DecodedFrame } from '../ffmpeg/decoded-frame.ts';
import { isIn, missingChunks } from '../missing-chunks.ts';
import { type ChunkFacts, packChunk } from '../pack-chunk.ts';
import type { ProduceOptions, RunPorts } from '../produce-options.ts';
import { RunProgress } from '../run-progress.ts';
import { SameFrames } from '../same-frames.ts';
import { CaptureReporter } from './capture-reporter.ts';
import type { CaptureSegment } from './capture-segment.ts';
import type { ChunkSender } from './chunk-sender.ts';

const maxChunkMs = 500;
/** Chunks after which those that the ledger accounts for are forgotten, so that memory does not grow with time. */
const pruneInterval = 512;

/** How a run of a capture is made. */
export interface CaptureContext {
  readonly ports: RunPorts;
  readonly captureId: string;
  readonly sender: ChunkSender;
  readonly options: Pick<ProduceOptions, 'onProgress' | 'wait' | 'abort' | 'onNote' | 'carry' | 'exactCodec'>;
  /** Is told what keeps the run from going on. */
  readonly onFailure: (error: unknown) => void;
}

/** One run of a capture: its frames on the queue, its account in the ledger. */
export class CaptureRun {
  readonly #unsettled = new Map<number, DroppedChunk>();
  readonly #facts: ChunkFacts;
  readonly #codec: FrameCodec | null;
  readonly #progress: RunProgress;
  readonly #reporter: CaptureReporter;
  #prunedAt = 0;

  constructor(
    private readonly context: CaptureContext,
    private readonly run: OpenRun,
    private readonly opened: RunRecord,
    private readonly segment: CaptureSegment,
    timeBase: ChunkFacts['timeBase'],
  ) {
    const { ports, options, captureId, onFailure } = context;
    this.#facts = { run, generation: opened.generation, timeBase, isLive: true };
    this.#codec = run.settings.frameCodec ?? options.exactCodec;
    this.#progress = new RunProgress(ports.ledger, run.runId, null, options.onProgress, null);
    const onReport = (record: RunRecord) => this.#onReport(record);
    const { onNote } = options;
    this.#reporter = new CaptureReporter(ports.ledger, captureId, segment, opened, onReport, onFailure, onNote);
  }

  /** @throws {StoreError} `RUN_CONFLICT` when another capture holds the run */
  hold(): Promise<void> {
    return this.#reporter.start();
  }

  /** Leaves the run as it is. May be called after `end`. */
  abandon(): Promise<void> {
    return this.#reporter.stop();
  }

  /** Puts frames on the queue until there are none. Those that are not taken any more are dropped. */
  async put(frames: AsyncIterable<DecodedFrame>): Promise<void> {
    const { chunkFrames } = this.run.settings;
    for await (const chunk of chunksOfCamera(frames, chunkFrames, maxChunkMs)) {
      const chunkIndex = this.segment.nextChunkIndex();
      const facts = { chunkIndex, firstFrameIndex: chunk[0]!.frameIndex, frameCount: chunk.length };
      // Within the chunk: another may yet be dropped.
      const same = this.context.options.carry ? new SameFrames(false) : null;
      const packed = packChunk({ chunkIndex, frames: chunk }, this.#facts, same);
      const isSent = await this.context.sender.send(await encodeChunk(packed, this.#codec));
      if (isSent) this.#unsettled.set(chunkIndex, facts);
      else this.segment.dropChunk(facts);
    }
  }

  /**
   * Says where the run ends, and follows it when asked to.
   *
   * @throws {FramefleetError} of the ledger; then the results service ends the run by itself after a while
   */
  async end(inputError: string | null): Promise<RunRecord> {
    const { ports, options } = this.context;
    await this.#reporter.close();
    const end = { sampledFrames: this.segment.capturedFrames, frameCount: null, inputError };
    const ended = await ports.ledger.endInput(this.opened, end);
    if (!options.wait) return ended;
    const dropLost = (lost: readonly number[]) => {
      for (const chunkIndex of lost) this.segment.dropChunk(this.#unsettled.get(chunkIndex)!);
      return this.#reporter.close();
    };
    return awaitCompletion(ports, ended, this.segment.chunkCount, this.#progress, dropLost, options.abort);
  }

  async #onReport(record: RunRecord): Promise<void> {
    this.#progress.pass(this.segment.capturedFrames);
    await this.#progress.report(record);
    if (this.segment.chunkCount - this.#prunedAt < pruneInterval) return;
    this.#prunedAt = this.segment.chunkCount;
    const missing = missingChunks(await this.context.ports.ledger.spans(this.run.runId), this.segment.chunkCount);
    for (const chunkIndex of this.#unsettled.keys()) {
      if (!isIn(missing, chunkIndex)) this.#unsettled.delete(chunkIndex);
    }
  }
}
