import { FramefleetError, InputError, messageOf } from '../shared/errors.ts';
import { runIdOf } from '../shared/identity.ts';
import type { DroppedChunk, OpenRun, RunGeneration, RunRecord } from '../shared/run.ts';
import { awaitCompletion } from './await-completion.ts';
import { chunksOfCamera } from './chunker.ts';
import { FfmpegDecoder } from './ffmpeg-decoder.ts';
import { isIn, missingChunks } from './missing-chunks.ts';
import { type ChunkFacts, packChunk } from './pack-chunk.ts';
import { openRunOf, type ProduceOptions, type ProducePorts } from './produce-options.ts';
import { RunProgress } from './run-progress.ts';
import { identifyVideo } from './video-identity.ts';

const maxChunkMs = 500;
/** Chunks after which those that the ledger accounts for are forgotten, so that memory does not grow with time. */
const pruneInterval = 512;

/**
 * Captures a camera until it ends, `stop` comes or `durationSeconds` are over, then follows the run when asked to.
 *
 * Each capture is a run of its own (its id ends in the time of its beginning, unless named). A chunk that finds no room is
 * dropped and told to the ledger; one that gets lost on its way counts as dropped too, since a camera cannot be read again.
 *
 * @throws {FramefleetError} of the input, the queue or the ledger
 */
export async function captureCamera(ports: ProducePorts, options: ProduceOptions): Promise<RunRecord> {
  const { input, ffmpeg, network, settings } = options;
  const stop = AbortSignal.any([options.stop, options.abort]);
  const decoding = new FfmpegDecoder({ ffmpeg, input, network, settings, wanted: [{ first: 0, last: Infinity }] });
  const onStop = () => decoding.stop();
  stop.addEventListener('abort', onStop);
  if (stop.aborted) onStop();
  let timer: NodeJS.Timeout | undefined;
  try {
    const facts = await decoding.facts;
    const identity = await identifyVideo(input);
    const derivedId = `${runIdOf(identity.videoId, options.model.modelSha256, settings)}-${Date.now().toString(36)}`;
    const run = openRunOf(options, identity, facts, options.runId ?? derivedId);
    const record = await ports.ledger.open(run);
    refuseResumption(record);
    options.onOpen(record);
    if (options.durationSeconds !== null) timer = setTimeout(onStop, options.durationSeconds * 1000);
    const capture = new Capture(ports, options, run, record, facts.timeBase);
    return await capture.record(decoding);
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', onStop);
    decoding.stop();
    await decoding.ended();
  }
}

class Capture {
  readonly #unsettled = new Map<number, DroppedChunk>();
  readonly #facts: ChunkFacts;
  readonly #progress: RunProgress;
  #capturedFrames = 0;
  #chunkCount = 0;

  constructor(
    private readonly ports: ProducePorts,
    private readonly options: ProduceOptions,
    private readonly run: OpenRun,
    private readonly opened: RunGeneration,
    timeBase: ChunkFacts['timeBase'],
  ) {
    this.#facts = { run, generation: opened.generation, timeBase, isLive: true };
    this.#progress = new RunProgress(ports.ledger, run.runId, null, options.onProgress, null);
  }

  async record(decoding: FfmpegDecoder): Promise<RunRecord> {
    const { ledger } = this.ports;
    const { settings } = this.run;
    let inputError: string | null = null;
    try {
      for await (const chunk of chunksOfCamera(decoding.frames(), settings.chunkFrames, maxChunkMs)) {
        await this.#putOrDrop(chunk);
        await this.#progress.reportWhenDue();
      }
    } catch (error) {
      if (!(error instanceof FramefleetError) || error.code !== 'FFMPEG_FAILED') throw error;
      inputError = `the camera failed: ${messageOf(error)}`;
    }
    const end = { sampledFrames: this.#capturedFrames, frameCount: null, inputError };
    const ended = await ledger.endInput(this.opened, end);
    if (!this.options.wait) return ended;
    const dropLost = async (lost: readonly number[]) => {
      for (const chunkIndex of lost) await ledger.drop(this.opened, this.#unsettled.get(chunkIndex)!);
    };
    return awaitCompletion(this.ports, ended, this.#chunkCount, this.#progress, dropLost, this.options.abort);
  }

  async #putOrDrop(chunk: Parameters<typeof packChunk>[0]): Promise<void> {
    const { job, payload } = packChunk(chunk, this.#facts);
    const frameCount = chunk.frames.length;
    const facts = { chunkIndex: chunk.chunkIndex, firstFrameIndex: chunk.frames[0]!.frameIndex, frameCount };
    this.#capturedFrames += frameCount;
    this.#progress.sampledFrames = this.#capturedFrames;
    this.#chunkCount = chunk.chunkIndex + 1;
    if ((await this.ports.queue.put(job, payload)) === 'full') {
      await this.ports.ledger.drop(this.opened, facts);
      return;
    }
    this.#unsettled.set(chunk.chunkIndex, facts);
    if (chunk.chunkIndex % pruneInterval === pruneInterval - 1) await this.#prune();
  }

  async #prune(): Promise<void> {
    const missing = missingChunks(await this.ports.ledger.spans(this.run.runId), this.#chunkCount);
    for (const chunkIndex of this.#unsettled.keys()) {
      if (!isIn(missing, chunkIndex)) this.#unsettled.delete(chunkIndex);
    }
  }
}

function refuseResumption(record: RunRecord): void {
  const accounted = record.storedFrames + record.failedFrames + record.droppedFrames;
  if (record.sampledFrames === null && accounted === 0) return;
  throw new InputError(
    'RUN_CONFLICT',
    `Expected a run that is new for a camera, got \`${record.runId}\`, which holds ${accounted} frames. Choose another name, or \`--force\` to replace it.`,
  );
}
