import type { DecodedFrame } from '../ffmpeg/decoded-frame.ts';
import { type ChunkRange, isIn, missingChunks, rangesOf } from '../missing-chunks.ts';
import { pause } from '../pause.ts';
import type { ProducePorts } from '../produce-options.ts';
import { LossWatch } from '../recording/loss-watch.ts';
import type { RecordingPass, RecordingRun } from '../recording/recording-pass.ts';
import type { PassEnd } from '../recording/recording-source.ts';
import type { RunProgress } from '../run-progress.ts';
import { AdaptiveStretch } from './adaptive-stretch.ts';
import { AuditDraw } from './audit-draw.ts';
import { OneAtATime } from './one-at-a-time.ts';
import type { StretchPorts } from './stretch-ports.ts';

/** Sampled frames that are carried together, and audited by themselves. */
const STRETCH_FRAMES = 2048;
/** Until the ledger is asked again. */
const WAIT_MS = 100;
/** Pixels that are kept until it is known whether they are needed. */
const MOST_BYTES = 256 * 2 ** 20;

/** Passes over a recording once, looks at as many of its frames as it takes, and has the others carried. */
export class AdaptivePass {
  readonly #watch: LossWatch;
  /** Ordinals that are on their way, for those that get lost there. */
  readonly #sent = new Set<number>();
  /** Of the stretch: ordinals that are on their way or in the ledger. */
  readonly #looked = new Set<number>();
  readonly #search = new OneAtATime(() => this.#repairLost());
  #missing: readonly ChunkRange[] = [];

  constructor(
    private readonly ports: ProducePorts,
    private readonly recording: RecordingRun,
    private readonly pass: RecordingPass,
    private readonly progress: RunProgress,
    private readonly expectedFrames: number | null,
    private readonly stop: AbortSignal,
  ) {
    this.#watch = new LossWatch(ports, { runId: recording.run.runId, generation: recording.generation });
  }

  /**
   * @returns `null` when it was stopped
   * @throws {FramefleetError} of ffmpeg, of a source that broke off, of the queue, the ledger or the carrier
   */
  async run(): Promise<PassEnd | null> {
    const { ledger, carrier } = this.ports;
    const { runId } = this.recording.run;
    const begin = await carrier.carriedUpTo(runId);
    this.#missing = missingChunks(await ledger.spans(runId), Infinity);
    const { decoder, frames } = this.recording.source.open([{ first: begin, last: Infinity }], Infinity);
    let stretch: AdaptiveStretch | null = null;
    for await (const frame of frames) {
      if (this.stop.aborted) return null;
      if (stretch?.frameCount === STRETCH_FRAMES) {
        await this.#finish(stretch);
        stretch = null;
      }
      stretch ??= new AdaptiveStretch(frame.ordinal, this.#stretchPorts());
      this.progress.pass(frame.ordinal + 1);
      await stretch.take(frame);
    }
    if (stretch) await this.#finish(stretch);
    return this.stop.aborted ? null : decoder;
  }

  async #finish(stretch: AdaptiveStretch): Promise<void> {
    await stretch.finish();
    this.#looked.clear();
  }

  #stretchPorts(): StretchPorts {
    const { run, generation, source } = this.recording;
    const stretchFrames = Math.min(this.expectedFrames ?? STRETCH_FRAMES, STRETCH_FRAMES);
    return {
      run: { runId: run.runId, generation },
      carrier: this.ports.carrier,
      timeBase: source.lookedAt.facts.timeBase,
      draw: new AuditDraw(run.runId, stretchFrames),
      mostBytes: MOST_BYTES,
      stop: this.stop,
      look: (frame) => this.#look(frame),
      isLooked: (ordinal) => this.#looked.has(ordinal) || !isIn(this.#missing, ordinal),
      rest: (ms) => this.#rest(ms),
      allLooked: () => this.#allLooked(),
      decode: (first, last) => source.open([{ first, last }], Infinity).frames,
    };
  }

  async #look(frame: DecodedFrame): Promise<void> {
    const { ordinal } = frame;
    if (this.#looked.has(ordinal) || !isIn(this.#missing, ordinal)) return;
    this.#looked.add(ordinal);
    await this.pass.put({ chunkIndex: ordinal, frames: [frame] }, null);
    this.#sent.add(ordinal); // before, it would be taken for one that got lost
  }

  /** Until the ledger accounts for all that was sent. */
  async #allLooked(): Promise<void> {
    while (!this.stop.aborted) {
      await this.#forgetStored();
      if (this.#sent.size === 0) return;
      await this.#rest(WAIT_MS);
    }
  }

  async #rest(ms: number): Promise<void> {
    await this.progress.reportWhenDue();
    if (ms > 0) await pause(ms, this.stop);
    if (this.#watch.isDue && this.#sent.size > 0) await this.#search.do();
  }

  async #repairLost(): Promise<void> {
    const lost = await this.#watch.search(rangesOf([...this.#sent].sort((a, b) => a - b)));
    if (lost.length > 0) await this.pass.repair(lost, Infinity);
    this.#watch.rest();
  }

  /** Forgets what the ledger accounts for. */
  async #forgetStored(): Promise<void> {
    const missing = missingChunks(await this.ports.ledger.spans(this.recording.run.runId), Infinity);
    for (const ordinal of this.#sent) if (!isIn(missing, ordinal)) this.#sent.delete(ordinal);
  }
}
