import type { FrameQueue } from '../shared/ports.ts';
import type { OpenRun } from '../shared/run.ts';
import { chunksOfRecording, type FrameChunk } from './chunker.ts';
import type { DecodedFrame } from './decoded-frame.ts';
import { FfmpegDecoder } from './ffmpeg-decoder.ts';
import { type ChunkRange, framesOf, isIn } from './missing-chunks.ts';
import { packChunk } from './pack-chunk.ts';
import { pause } from './pause.ts';
import type { ProduceOptions } from './produce-options.ts';
import type { RunProgress } from './run-progress.ts';
import type { StreamInfo } from './stream-info.ts';
import type { VideoIdentity } from './video-identity.ts';
import { requireWhole } from './whole-source.ts';

const fullQueuePauseMs = 25;

/** The run that passes over a recording are made for. */
export interface RecordingRun {
  readonly run: OpenRun;
  readonly generation: number;
  readonly identity: VideoIdentity;
  readonly facts: StreamInfo;
}

/** What a pass saw, and which of the chunks that were asked for did not come. */
export interface RecordingPassEnd extends Pick<FfmpegDecoder, 'seen' | 'logErrors'> {
  readonly absentChunks: number;
}

/** Decodes a recording and puts chunks of it on the queue. */
export class RecordingPass {
  constructor(
    private readonly queue: FrameQueue,
    private readonly options: Pick<ProduceOptions, 'ffmpeg' | 'input' | 'network'>,
    private readonly recording: RecordingRun,
    private readonly progress: RunProgress,
    private readonly stop: AbortSignal,
  ) {}

  /**
   * Decodes the source once, and puts the chunks of some ranges on the queue.
   *
   * @param sampledFrames - of the run; `Infinity` while the end of the input is unknown
   * @returns `null` when it was stopped
   * @throws {FramefleetError} of ffmpeg, of a source that broke off, of the queue or the ledger
   */
  async run(ranges: readonly ChunkRange[], sampledFrames: number): Promise<RecordingPassEnd | null> {
    const { settings } = this.recording.run;
    const wanted = framesOf(ranges, settings.chunkFrames, sampledFrames);
    const decoder = new FfmpegDecoder({ ...this.options, settings, wanted });
    const onStop = () => decoder.stop();
    this.stop.addEventListener('abort', onStop);
    if (this.stop.aborted) onStop();
    let absentChunks = ranges.reduce((sum, { first, last }) => sum + (last === Infinity ? 0 : last - first + 1), 0);
    try {
      for await (const chunk of chunksOfRecording(this.#framesToTheEnd(decoder), settings.chunkFrames)) {
        if (this.stop.aborted) break;
        if (isIn(ranges, chunk.chunkIndex)) {
          await this.#put(chunk);
          absentChunks--;
        }
        this.progress.sampledFrames = (chunk.frames.at(-1)?.ordinal ?? 0) + 1;
        await this.progress.reportWhenDue();
      }
    } finally {
      this.stop.removeEventListener('abort', onStop);
      decoder.stop();
      await decoder.ended();
    }
    return this.stop.aborted ? null : { seen: decoder.seen, logErrors: decoder.logErrors, absentChunks };
  }

  /** All frames, and an error behind them where the source broke off: then the chunk that is not full yet is not the last one. */
  async *#framesToTheEnd(decoder: FfmpegDecoder): AsyncGenerator<DecodedFrame> {
    yield* decoder.frames();
    const { identity, facts } = this.recording;
    if (!this.stop.aborted) await requireWhole(this.options.input, identity, facts, decoder);
  }

  async #put(chunk: FrameChunk): Promise<void> {
    const { run, generation, facts } = this.recording;
    const { job, payload } = packChunk(chunk, { run, generation, timeBase: facts.timeBase, isLive: false });
    while (!this.stop.aborted && (await this.queue.put(job, payload)) === 'full') {
      await this.progress.reportWhenDue();
      await pause(fullQueuePauseMs, this.stop);
    }
  }
}
