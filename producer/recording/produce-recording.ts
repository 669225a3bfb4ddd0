import { isDeepStrictEqual } from 'node:util';
import { FramefleetError } from '../../shared/errors.ts';
import { runIdOf } from '../../shared/identity.ts';
import type { EndOfInput, RunRecord } from '../../shared/run.ts';
import { AdaptivePass } from '../adaptive/adaptive-pass.ts';
import { awaitCompletion } from '../await-completion.ts';
import { missingChunks } from '../missing-chunks.ts';
import { ModelWatch } from '../model-watch.ts';
import { pause } from '../pause.ts';
import { openRunOf, type ProduceOptions, type ProducePorts } from '../produce-options.ts';
import { RunProgress } from '../run-progress.ts';
import { endOfInputOf, expectedFramesOf, notesOn } from './end-of-input.ts';
import { lookAt } from './look-at.ts';
import { lostChunks } from './loss-watch.ts';
import { RecordingPass, type RecordingRun } from './recording-pass.ts';
import { RecordingSource } from './recording-source.ts';

/** Until a store that could not be written is tried again. */
const RETRY_MS = 1000;

/**
 * Produces what the ledger does not yet account for of a recording, and follows the run to its end when asked to.
 *
 * @param note - is told what the user should know of the input though nothing is wrong with it
 * @throws {FramefleetError} of the input, ffmpeg, the queue or the ledger; what was produced before it stays
 */
export async function produceRecording(
  ports: ProducePorts,
  options: ProduceOptions,
  note: (text: string) => void,
): Promise<RunRecord> {
  const begun = await options.source;
  try {
    return await produceFrom(begun ?? null, ports, options, note);
  } finally {
    await begun?.close();
  }
}

async function produceFrom(
  begun: RecordingSource | null,
  ports: ProducePorts,
  options: ProduceOptions,
  note: (text: string) => void,
): Promise<RunRecord> {
  const { input, ffmpeg, network, wait } = options;
  const lookedAt = begun?.lookedAt ?? (await lookAt(ffmpeg, input));
  const { identity, facts } = lookedAt;
  const derivedId = runIdOf(identity.videoId, options.model.modelSha256, options.settings);
  const runId = options.runId ?? derivedId;
  await options.onIdentified(runId);
  const asked = openRunOf(options, identity, facts, runId);
  // Also where nothing is left to do: the ledger learns where the video was seen.
  const record = await ports.ledger.open(asked);
  if (record.state === 'complete') return record;
  const isBegun = begun && isDeepStrictEqual(begun.settings, record.settings);
  if (!isBegun) await begun?.close();
  options.onOpen(record);
  // A run that is resumed keeps the id and the chunk size that it was begun with.
  const run = { ...asked, runId: record.runId, settings: record.settings };
  const stop = AbortSignal.any([options.stop, options.abort]);
  const source = isBegun ? begun : new RecordingSource({ ffmpeg, input, network }, run.settings, lookedAt, stop);
  const recording = { run, generation: record.generation, source };
  return new Recording(ports, options, recording, record, stop).produce(record, wait, note);
}

class Recording {
  readonly #progress: RunProgress;
  readonly #pass: RecordingPass;

  constructor(
    private readonly ports: ProducePorts,
    private readonly options: ProduceOptions,
    private readonly recording: RecordingRun,
    record: RunRecord,
    private readonly stop: AbortSignal,
  ) {
    const { run, source } = recording;
    const { facts } = source.lookedAt;
    const expected = record.sampledFrames ?? expectedFramesOf(facts, run.settings);
    const modelWatch = new ModelWatch(ports.queue, options.model, run.settings);
    this.#progress = new RunProgress(ports.ledger, run.runId, expected, options.onProgress, modelWatch);
    const { input, exactCodec } = options;
    // frames that are the same are carried with those that are alike
    const carry = options.carry && !run.settings.adaptive;
    const passing = { input, carry, exactCodec };
    this.#pass = new RecordingPass(ports, passing, recording, this.#progress, stop);
  }

  async produce(record: RunRecord, wait: boolean, note: (text: string) => void): Promise<RunRecord> {
    const { ledger } = this.ports;
    const { runId, settings } = this.recording.run;
    let current = record;
    if (current.sampledFrames !== null) await this.recording.source.close();
    else {
      const end = await this.#passOver();
      if (!end) return ledger.read(runId);
      for (const text of notesOn(end.seen, settings)) note(text);
      current = await this.#endInput(record, endOfInputOf(end, this.#facts));
    }
    this.options.onQueued();
    const sampledFrames = current.sampledFrames ?? 0;
    const chunkCount = Math.ceil(sampledFrames / settings.chunkFrames);
    const repair = (lost: readonly number[]) => this.#pass.repair(lost, sampledFrames);
    if (wait) return awaitCompletion(this.ports, current, chunkCount, this.#progress, repair, this.stop);
    const lost = await lostChunks(this.ports, current, chunkCount);
    if (lost.length > 0) await repair(lost);
    return ledger.read(runId);
  }

  get #facts() {
    return this.recording.source.lookedAt.facts;
  }

  async #passOver() {
    const { runId, settings } = this.recording.run;
    if (!settings.adaptive) return this.#pass.run(missingChunks(await this.ports.ledger.spans(runId), Infinity));
    const expected = expectedFramesOf(this.#facts, settings);
    return new AdaptivePass(this.ports, this.recording, this.#pass, this.#progress, expected, this.stop).run();
  }

  /** Waits for a store that cannot be written (its disk is full, say), as the frames' results do. */
  async #endInput(record: RunRecord, end: EndOfInput): Promise<RunRecord> {
    for (let isTold = false; ; isTold = true) {
      try {
        return await this.ports.ledger.endInput(record, end);
      } catch (error) {
        const isWaitedFor = error instanceof FramefleetError && error.code === 'STORE_UNWRITABLE';
        if (!isWaitedFor || this.stop.aborted) throw error;
        if (!isTold) this.options.onNote(`its end is recorded once the store can be written: ${error.message}`);
        await pause(RETRY_MS, this.stop);
      }
    }
  }
}
