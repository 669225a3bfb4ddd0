import { randomUUID } from 'node:crypto';
import { InputError } from '../../shared/errors.ts';
import { runIdOf } from '../../shared/identity.ts';
import type { RunRecord } from '../../shared/run.ts';
import type { DecodedFrame } from '../ffmpeg/decoded-frame.ts';
import type { StreamInfo } from '../ffmpeg/stream-info.ts';
import { identifyVideo } from '../input/video-identity.ts';
import { pause } from '../pause.ts';
import { openRunOf, type ProduceOptions, type RunPorts } from '../produce-options.ts';
import { type CameraEnd, type CameraListener, CameraSource } from './camera-source.ts';
import { type CaptureContext, CaptureRun } from './capture-run.ts';
import type { CaptureSegment } from './capture-segment.ts';
import { CaptureSegments } from './capture-segments.ts';
import { ChunkSender } from './chunk-sender.ts';
import { FrameRing } from './frame-ring.ts';
import { segmentName } from './segment-name.ts';
import { isShortage } from './shortage.ts';

/** After the end of a capture, what waits is given this time to find room. */
const graceMs = 15_000;
const retryMs = 1000;

interface WaitingFrame {
  /** As the run of its segment calls it. */
  readonly frame: DecodedFrame;
  readonly segment: CaptureSegment;
  readonly bytes: number;
}

/** How a capture came to its end. */
export interface CapturedCamera {
  /** The last one, where there are several. */
  readonly run: RunRecord;
  /** Whether the camera failed, and was not opened again. */
  readonly isBrokenOff: boolean;
}

/**
 * Captures a camera until it ends, `stop` comes or `durationSeconds` are over, then follows its runs when asked to.
 *
 * ffmpeg's frames go into a ring in this process, and that never waits: neither for the queue nor for the ledger. From there they
 * are put on the queue; what the ring has no room for is dropped and told to the ledger beside it, every second. A camera that
 * fails, ends or falls silent is opened again as `camera.reopen` says, and the ledger is told when it gave nothing.
 *
 * Each capture is a run of its own (its id ends in the time of its beginning, unless named), or one for each
 * `camera.segmentSeconds`. A chunk that gets lost on its way counts as dropped too, since a camera cannot be read again.
 *
 * @throws {FramefleetError} of the input when no frame came, of the queue or the ledger
 */
export async function captureCamera(ports: RunPorts, options: ProduceOptions): Promise<CapturedCamera> {
  const ending = new AbortController();
  const onStop = () => ending.abort();
  const stop = AbortSignal.any([options.stop, options.abort]);
  stop.addEventListener('abort', onStop, { once: true });
  if (stop.aborted) onStop();
  const { durationSeconds } = options;
  const timer = durationSeconds === null ? undefined : setTimeout(onStop, durationSeconds * 1000);
  try {
    return await new Capture(ports, options, ending).run();
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', onStop);
  }
}

class Capture implements CameraListener {
  readonly #ring: FrameRing<WaitingFrame>;
  readonly #segments: CaptureSegments;
  readonly #runs: CaptureRun[] = [];
  readonly #context: CaptureContext;
  readonly #giveUp = new AbortController();
  readonly #startedAt = Date.now();
  #info: StreamInfo | null = null;
  #failure: { readonly error: unknown } | null = null;

  constructor(
    private readonly ports: RunPorts,
    private readonly options: ProduceOptions,
    private readonly ending: AbortController,
  ) {
    const { maxBufferedBytes, onOverload, segmentSeconds } = options.camera;
    this.#segments = new CaptureSegments(segmentSeconds, options.settings.chunkFrames);
    this.#ring = new FrameRing(maxBufferedBytes, onOverload, ({ frame, segment }) => segment.drop(frame));
    const onNote = (text: string) => options.onNote(text);
    this.#context = {
      ...{ ports, options, captureId: randomUUID() },
      sender: new ChunkSender(ports.queue, this.#giveUp.signal, onNote),
      onFailure: (error) => this.#fail(error),
    };
  }

  async run(): Promise<CapturedCamera> {
    const { input, ffmpeg, network, settings, camera, abort } = this.options;
    const source = new CameraSource({ ffmpeg, input, network, settings }, camera, this);
    const onAbort = () => this.#abandon();
    abort.addEventListener('abort', onAbort, { once: true });
    let grace: NodeJS.Timeout | undefined;
    const onEnding = () => {
      grace = setTimeout(onAbort, graceMs);
    };
    this.ending.signal.addEventListener('abort', onEnding, { once: true });
    const captured = source.run(this.ending.signal).finally(() => {
      this.#segments.endGap(Date.now(), null);
      this.#ring.end();
    });
    captured.catch(() => undefined); // told below
    try {
      const run = await this.#produce(captured);
      const end = await captured;
      if (this.#failure) throw this.#failure.error;
      if (!run) throw this.#neverStarted(end);
      return { run, isBrokenOff: end.kind === 'failed' };
    } finally {
      this.ending.abort();
      clearTimeout(grace);
      abort.removeEventListener('abort', onAbort);
      await captured.catch(() => undefined);
      for (const run of this.#runs) await run.abandon();
    }
  }

  onOpen(info: StreamInfo): void {
    this.#info = info;
  }

  onFrame(frame: DecodedFrame): void {
    const segment = this.#segments.of(frame, this.#info!.timeBase);
    this.#segments.endGap(frame.arrivedAt, frame);
    this.#ring.push({ frame: segment.admit(frame), segment, bytes: frame.pixels.byteLength });
  }

  onSilence(since: number, after: DecodedFrame | null, reason: string): void {
    this.#segments.beginGap(since, after, reason);
  }

  onNote(text: string): void {
    this.options.onNote(text);
  }

  /** @returns the last run; `null` when no frame came */
  async #produce(captured: Promise<CameraEnd>): Promise<RunRecord | null> {
    const ends: Promise<RunRecord>[] = [];
    for (let place = 0; ; place++) {
      if (place === this.#segments.count) await this.#ring.peek();
      const segment = this.#segments.at(place);
      if (!segment) break;
      const run = await this.#open(segment);
      await run.put(this.#framesOf(segment));
      const isLast = place === this.#segments.count - 1;
      const end = isLast ? this.#endLast(run, captured) : this.#end(run);
      end.catch(() => undefined); // told when all have ended
      ends.push(end);
    }
    return (await Promise.all(ends)).at(-1) ?? null;
  }

  async #open(segment: CaptureSegment): Promise<CaptureRun> {
    const { input, model, settings, onOpen } = this.options;
    const identity = await identifyVideo(input);
    const derivedId = `${runIdOf(identity.videoId, model.modelSha256, settings)}-${segment.startedAt.toString(36)}`;
    const isSegmented = this.options.camera.segmentSeconds !== null;
    const named = this.options.runId;
    const runId =
      named !== null && isSegmented ? segmentName(named, new Date(segment.startedAt)) : (named ?? derivedId);
    const asked = openRunOf(this.options, identity, this.#info!, runId);
    const isFirst = segment === this.#segments.at(0);
    const open = async (): Promise<CaptureRun> => {
      const opened = await this.ports.ledger.open(asked);
      refuseResumption(opened);
      const run = new CaptureRun(this.#context, asked, opened, segment, this.#info!.timeBase);
      this.#runs.push(run);
      await run.hold();
      onOpen(opened);
      return run;
    };
    return isFirst ? open() : this.#patiently(open);
  }

  /** Of a run that another one follows. */
  async #end(run: CaptureRun): Promise<RunRecord> {
    const record = await this.#patiently(() => run.end(null));
    this.options.onSegment(record);
    return record;
  }

  async #endLast(run: CaptureRun, captured: Promise<CameraEnd>): Promise<RunRecord> {
    const end = await captured;
    return run.end(end.kind === 'failed' ? `the camera broke off: ${end.reason}` : null);
  }

  /** Tries again what fails for want of something, as long as the capture goes on. */
  async #patiently<T>(call: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await call();
      } catch (error) {
        if (this.#giveUp.signal.aborted || !isShortage(error)) throw error;
        await pause(retryMs, this.#giveUp.signal);
      }
    }
  }

  async *#framesOf(segment: CaptureSegment): AsyncGenerator<DecodedFrame> {
    const isOwn = (waiting: WaitingFrame) => waiting.segment === segment;
    for (let next = await this.#ring.shift(isOwn); next; next = await this.#ring.shift(isOwn)) yield next.frame;
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.ending.abort();
    this.#abandon();
  }

  /** Waits for room no longer. */
  #abandon(): void {
    this.#giveUp.abort();
    this.#ring.clear();
  }

  #neverStarted(end: CameraEnd): unknown {
    if (end.kind === 'failed') return end.error;
    const seconds = ((Date.now() - this.#startedAt) / 1000).toFixed(1);
    const { uri } = this.options.input;
    return new InputError('INPUT_UNREADABLE', `Expected \`${uri}\` to give frames, got none in ${seconds} s.`);
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
