import { FfmpegError } from '../../shared/errors.ts';
import type { OpenRun } from '../../shared/run.ts';
import { chunksOfRecording, type FrameChunk } from '../chunker.ts';
import { encodeChunk } from '../encode-chunk.ts';
import { type ChunkRange, chunksUpTo, isIn, rangesOf } from '../missing-chunks.ts';
import { packChunk } from '../pack-chunk.ts';
import { pause } from '../pause.ts';
import type { ProduceOptions, RunPorts } from '../produce-options.ts';
import type { RunProgress } from '../run-progress.ts';
import { SameFrames } from '../same-frames.ts';
import { LossWatch } from './loss-watch.ts';
import type { PassEnd, RecordingSource } from './recording-source.ts';

const fullQueuePauseMs = 25;

/** The run that passes over a recording are made for. */
export interface RecordingRun {
  readonly run: OpenRun;
  readonly generation: number;
  readonly source: RecordingSource;
}

/** Decodes a recording and puts chunks of it on the queue. */
export class RecordingPass {
  readonly #watch: LossWatch;
  /** Chunks that were passed since a repair, for what a repair may cost. */
  #passedChunks = 0;

  constructor(
    private readonly ports: RunPorts,
    private readonly options: Pick<ProduceOptions, 'input' | 'carry' | 'exactCodec'>,
    private readonly recording: RecordingRun,
    private readonly progress: RunProgress,
    private readonly stop: AbortSignal,
  ) {
    const { run, generation } = recording;
    this.#watch = new LossWatch(ports, { runId: run.runId, generation });
  }

  /**
   * Decodes what is needed of the source, and puts the chunks of some ranges on the queue. Those that get lost meanwhile are put
   * once more at once, where decoding them again does not cost more than what has been passed.
   *
   * @param ranges - ascending; the last one reaches to the source's end
   * @returns `null` when it was stopped
   * @throws {FramefleetError} of ffmpeg, of a source that broke off, of the queue or the ledger
   */
  async run(ranges: readonly ChunkRange[]): Promise<PassEnd | null> {
    this.#watch.rest();
    const { decoder } = await this.#decode(ranges, Infinity, (chunkIndex) => this.#repairWhenDue(ranges, chunkIndex));
    return this.stop.aborted ? null : decoder;
  }

  /**
   * Puts chunks that got lost on the queue once more.
   *
   * @param lost - ascending
   * @param sampledFrames - of the run; `Infinity` while the end of the input is unknown
   * @throws {FramefleetError} as `run`; `FFMPEG_FAILED` where the source does not give them any more
   */
  async repair(lost: readonly number[], sampledFrames: number): Promise<void> {
    const { putChunks } = await this.#decode(rangesOf(lost), sampledFrames, async () => undefined);
    if (!this.stop.aborted && putChunks < lost.length) throw changed(this.recording, lost.length - putChunks);
  }

  async #decode(
    ranges: readonly ChunkRange[],
    sampledFrames: number,
    onPut: (chunkIndex: number) => Promise<void>,
  ): Promise<{ decoder: PassEnd; putChunks: number }> {
    const { run, source } = this.recording;
    const { decoder, frames: decoded } = source.open(ranges, sampledFrames);
    // Of this pass alone: what others have put may never be stored.
    const same = this.options.carry ? new SameFrames() : null;
    let putChunks = 0;
    for await (const chunk of chunksOfRecording(decoded, run.settings.chunkFrames)) {
      if (this.stop.aborted) break;
      const { chunkIndex, frames } = chunk;
      if (isIn(ranges, chunkIndex)) {
        source.giveBack(await this.put(chunk, same));
        putChunks++;
      }
      this.progress.pass((frames.at(-1)?.ordinal ?? 0) + 1);
      await this.progress.reportWhenDue();
      await onPut(chunkIndex);
    }
    return { decoder, putChunks };
  }

  async #repairWhenDue(ranges: readonly ChunkRange[], chunkIndex: number): Promise<void> {
    this.#passedChunks++;
    if (!this.#watch.isDue) return;
    const put = chunksUpTo(ranges, chunkIndex);
    const lost = await this.#watch.search(put, (chunks) => this.#isCheap(chunks));
    if (lost.length > 0) {
      await this.repair(lost, Infinity);
      this.#passedChunks = 0;
    }
    this.#watch.rest();
  }

  /** Whether chunks can be decoded again at once; a server may not wait until somebody reads on. */
  #isCheap(lost: readonly number[]): boolean {
    if (this.options.input.kind !== 'file') return false;
    return this.recording.source.canSeek || lost.at(-1)! <= this.#passedChunks;
  }

  /**
   * Puts a chunk on the queue, once there is room.
   *
   * @param same - as of `packChunk`
   * @returns the pixels of its frames, where they lie in a row: nobody here needs them any more
   */
  async put(chunk: FrameChunk, same: SameFrames | null): Promise<Uint8Array> {
    const { run, generation, source } = this.recording;
    const { timeBase } = source.lookedAt.facts;
    const packed = packChunk(chunk, { run, generation, timeBase, isLive: false }, same);
    const { job, payload } = await encodeChunk(packed, run.settings.frameCodec ?? this.options.exactCodec);
    while (!this.stop.aborted && (await this.ports.queue.put(job, payload)) === 'full') {
      await this.progress.reportWhenDue();
      await pause(fullQueuePauseMs, this.stop);
    }
    return packed.payload;
  }
}

function changed({ run }: RecordingRun, count: number): FfmpegError {
  return new FfmpegError(
    'FFMPEG_FAILED',
    `Expected \`${run.video.uri}\` to give the frames that run \`${run.runId}\` counted in it before, got ${count} chunks less. Use \`--force\` to do the run anew.`,
  );
}
