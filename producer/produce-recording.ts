import { FfmpegError, FramefleetError } from '../shared/errors.ts';
import { runIdOf } from '../shared/identity.ts';
import type { RunLedger } from '../shared/ports.ts';
import type { EndOfInput, OpenRun, RunRecord } from '../shared/run.ts';
import { awaitCompletion, lostChunks } from './await-completion.ts';
import { chunksOfRecording } from './chunker.ts';
import { endOfInputOf, expectedFramesOf } from './end-of-input.ts';
import { FfmpegDecoder } from './ffmpeg-decoder.ts';
import { type ChunkRange, framesOf, isIn, missingChunks, rangesOf } from './missing-chunks.ts';
import { ModelWatch } from './model-watch.ts';
import { packChunk } from './pack-chunk.ts';
import { pause } from './pause.ts';
import { probeVideo } from './probe.ts';
import { openRunOf, type ProduceOptions, type ProducePorts } from './produce-options.ts';
import { RunProgress } from './run-progress.ts';
import type { StreamInfo } from './stream-info.ts';
import { identifyVideo } from './video-identity.ts';

const fullQueuePauseMs = 25;

/**
 * Produces what the ledger does not yet account for of a recording, and follows the run to its end when asked to.
 *
 * @throws {FramefleetError} of the input, ffmpeg, the queue or the ledger; what was produced before it stays
 */
export async function produceRecording(ports: ProducePorts, options: ProduceOptions): Promise<RunRecord> {
  const { input, ffmpeg, wait } = options;
  const identity = await identifyVideo(input);
  const derivedId = runIdOf(identity.videoId, options.model.modelSha256, options.settings);
  const runId = options.runId ?? derivedId;
  if (options.runId === null && !options.force) {
    const done = await completeRun(ports.ledger, runId);
    if (done) return done;
  }
  const facts = await probeVideo(ffmpeg, input);
  const asked = openRunOf(options, identity, facts, runId);
  const record = await ports.ledger.open(asked);
  if (record.state === 'complete') return record;
  options.onOpen(record);
  // A run that is resumed keeps the id and the chunk size that it was begun with.
  const recording = new Recording(
    ports,
    options,
    facts,
    { ...asked, runId: record.runId, settings: record.settings },
    record,
  );
  return recording.produce(record, wait);
}

/** The run when nothing is left to do of it: then its input need not even be opened. */
async function completeRun(ledger: RunLedger, runId: string): Promise<RunRecord | null> {
  try {
    const run = await ledger.read(runId);
    return run.state === 'complete' && run.failedFrames === 0 ? run : null;
  } catch (error) {
    if (error instanceof FramefleetError && error.code === 'RUN_NOT_FOUND') return null;
    throw error;
  }
}

class Recording {
  readonly #stop: AbortSignal;
  readonly #progress: RunProgress;
  readonly #generation: number;

  constructor(
    private readonly ports: ProducePorts,
    private readonly options: ProduceOptions,
    private readonly facts: StreamInfo,
    private readonly run: OpenRun,
    record: RunRecord,
  ) {
    this.#stop = AbortSignal.any([options.stop, options.abort]);
    this.#generation = record.generation;
    const expected = record.sampledFrames ?? expectedFramesOf(facts, run.settings);
    const modelWatch = new ModelWatch(ports.queue, options.model, run.settings);
    this.#progress = new RunProgress(ports.ledger, run.runId, expected, options.onProgress, modelWatch);
  }

  async produce(record: RunRecord, wait: boolean): Promise<RunRecord> {
    const { ledger } = this.ports;
    const { runId, settings } = this.run;
    let current = record;
    if (current.sampledFrames === null) {
      const end = await this.#pass(missingChunks(await ledger.spans(runId), Infinity), Infinity);
      if (!end) return ledger.read(runId);
      current = await ledger.endInput(runId, end);
    }
    const sampledFrames = current.sampledFrames ?? 0;
    const chunkCount = Math.ceil(sampledFrames / settings.chunkFrames);
    const repair = async (lost: readonly number[]) => {
      await this.#pass(rangesOf(lost), sampledFrames);
    };
    if (wait) return awaitCompletion(this.ports, current, chunkCount, this.#progress, repair, this.#stop);
    const lost = await lostChunks(this.ports, current, chunkCount);
    if (lost.length > 0) await repair(lost);
    return ledger.read(runId);
  }

  /**
   * Decodes the source once and puts the chunks of some ranges on the queue.
   *
   * @returns what the pass tells of the input; `null` when it was stopped
   */
  async #pass(ranges: readonly ChunkRange[], sampledFrames: number): Promise<EndOfInput | null> {
    const { ffmpeg, input, network } = this.options;
    const { settings, runId } = this.run;
    const wanted = framesOf(ranges, settings.chunkFrames, sampledFrames);
    const decoding = new FfmpegDecoder({ ffmpeg, input, network, settings, wanted });
    const onStop = () => decoding.stop();
    this.#stop.addEventListener('abort', onStop);
    if (this.#stop.aborted) onStop();
    const missing = new Set(ranges.flatMap(({ first, last }) => (last === Infinity ? [] : indexesOf(first, last))));
    try {
      for await (const chunk of chunksOfRecording(decoding.frames(), settings.chunkFrames)) {
        if (this.#stop.aborted) break;
        if (isIn(ranges, chunk.chunkIndex)) await this.#put(chunk);
        missing.delete(chunk.chunkIndex);
        this.#progress.sampledFrames = (chunk.frames.at(-1)?.ordinal ?? 0) + 1;
        await this.#progress.reportWhenDue();
      }
    } finally {
      this.#stop.removeEventListener('abort', onStop);
      decoding.stop();
      await decoding.ended();
    }
    if (this.#stop.aborted) return null;
    if (Number.isFinite(sampledFrames) && missing.size > 0) throw changed(runId, input.uri, missing.size);
    return endOfInputOf(decoding, this.facts);
  }

  async #put(chunk: Parameters<typeof packChunk>[0]): Promise<void> {
    const { job, payload } = packChunk(chunk, {
      ...{ run: this.run, generation: this.#generation, timeBase: this.facts.timeBase, isLive: false },
    });
    while (!this.#stop.aborted && (await this.ports.queue.put(job, payload)) === 'full') {
      await this.#progress.reportWhenDue();
      await pause(fullQueuePauseMs, this.#stop);
    }
  }
}

function indexesOf(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function changed(runId: string, uri: string, count: number): FfmpegError {
  return new FfmpegError(
    'FFMPEG_FAILED',
    `Expected \`${uri}\` to give the frames that run \`${runId}\` counted in it before, got ${count} chunks less. Use \`--force\` to do the run anew.`,
  );
}
