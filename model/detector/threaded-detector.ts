import type { Worker } from 'node:worker_threads';
import { ModelError, ReleasedError } from '../../shared/errors.ts';
import type { Size } from '../../shared/geometry.ts';
import type { DetectOptions, DetectorResult, RgbFrames } from '../../shared/inference.ts';
import type { ModelManifest } from '../../shared/model-manifest.ts';
import type { Detector, Urgency } from '../../shared/ports.ts';
import { graphFile } from '../files/resolved-model.ts';
import type {
  DetectMessage,
  DetectorReady,
  DetectorSource,
  DetectReply,
  DetectRequest,
  RuntimeLoaded,
} from './detector-messages.ts';
import { takeThread } from './model-thread.ts';

interface Call {
  deadline?: NodeJS.Timeout;
  readonly request: DetectRequest;
  readonly result: Promise<DetectorResult>;
  readonly resolve: (result: DetectorResult) => void;
  readonly reject: (error: Error) => void;
}

export interface Patience {
  /** How long a frame may take; ten times what the slowest model takes on the slowest machine that is of use. */
  readonly frameDeadlineMs: number;
  /** How long a model may take to be loaded; making its optimised graph is part of that. */
  readonly loadDeadlineMs: number;
  /** How long a thread may take to end that was given up. */
  readonly endDeadlineMs: number;
  /** Called when it does not: it hangs in native code, and only the end of the process ends it. */
  onStuck(): void;
}

const PATIENCE: Patience = {
  frameDeadlineMs: 60_000,
  loadDeadlineMs: 900_000,
  endDeadlineMs: 5_000,
  onStuck: () => undefined,
};
/** Threads of this process that were given up and have not ended. */
const hungThreads = new Set<Worker>();

/** Whether a thread hangs in native code: then the process cannot exit, which waits for it, and has to be killed. */
export function hasHungThread(): boolean {
  return hungThreads.size > 0;
}

/**
 * A model on a thread of its own: `run()` of the runtime blocks its thread for the whole inference, and the main thread
 * has locks to renew, health checks to answer and signals to take.
 */
export class ThreadedDetector implements Detector {
  readonly manifest: ModelManifest;
  /** Why the model does not run in its fastest form; `null` when it does. */
  readonly cacheFault: string | null;
  readonly #thread: Worker;
  readonly #patience: Patience;
  /** What the thread was sent: one call, and one that is urgent beside it. */
  #sent: Call[] = [];
  #waiting: Call[] = [];
  readonly #ended: Promise<unknown>;
  #lastId = 0;
  #failure: Error | null = null;
  #isGivenUp = false;

  private constructor(manifest: ModelManifest, thread: Worker, { cacheFault }: DetectorReady, patience: Patience) {
    this.manifest = manifest;
    this.cacheFault = cacheFault;
    this.#thread = thread;
    this.#patience = patience;
    this.#ended = new Promise((resolve) => thread.once('exit', resolve));
    thread.on('message', (reply: DetectReply) => this.#settle(reply));
    thread.on('error', (error) => this.#fail(`The model's thread failed: ${error.message}`));
    thread.on('exit', () => this.#fail("The model's thread has ended."));
  }

  /**
   * Loads a model; its optimised graph is made first where the cache holds none.
   *
   * @param thread - runs `detector-thread`
   * @throws {ModelError} `MODEL_INVALID` when the runtime refuses the graph, or is not done with it in time
   */
  static async load(
    source: DetectorSource,
    thread: Worker = takeThread(),
    given: Partial<Patience> = {},
  ): Promise<ThreadedDetector> {
    const patience = { ...PATIENCE, ...given };
    let deadline: NodeJS.Timeout | undefined;
    const ready = await new Promise<DetectorReady>((resolve, reject) => {
      const refuse = (reason: string, cause?: Error) =>
        reject(
          new ModelError('MODEL_INVALID', `The runtime cannot load ${graphFile(source.model)}: ${reason}`, { cause }),
        );
      const onError = (error: Error) => refuse(error.message, error);
      const onExit = (code: number) => refuse(`its thread ended with ${code}`);
      thread.once('error', onError);
      thread.once('exit', onExit);
      deadline = setTimeout(() => {
        refuse(`no answer within ${patience.loadDeadlineMs / 1000} s`);
        endThread(thread, patience);
      }, patience.loadDeadlineMs).unref();
      const onMessage = (message: RuntimeLoaded | DetectorReady) => {
        if (message === 'runtime loaded') return;
        thread.off('error', onError).off('exit', onExit).off('message', onMessage);
        resolve(message);
      };
      thread.on('message', onMessage);
      thread.postMessage(source);
    }).finally(() => clearTimeout(deadline));
    return new ThreadedDetector(source.model.manifest, thread, ready, patience);
  }

  get input(): Size {
    return this.manifest.input;
  }

  get isAlive(): boolean {
    return this.#failure === null;
  }

  detect(frames: RgbFrames, options: DetectOptions, urgency: Urgency = 'ordinary'): Promise<DetectorResult> {
    if (this.#failure) return Promise.reject(this.#failure);
    const isUrgent = urgency === 'urgent';
    const request = { id: ++this.#lastId, isUrgent, frames: { ...frames, pixels: detached(frames.pixels) }, options };
    const call = { request, ...deferred<DetectorResult>() };
    this.#waiting.push(call);
    this.#send();
    return call.result;
  }

  releaseQueued(): void {
    for (const { reject } of this.#waiting.splice(0)) reject(new ReleasedError('not started'));
  }

  /** Ends the thread once it is idle: a runtime that is torn down amid an inference takes the process with it. */
  async close(): Promise<void> {
    this.#failure ??= new ModelError('INFERENCE_FAILED', 'The detector is closed.');
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
    await Promise.allSettled(this.#sent.map(({ result }) => result)); // told by whoever asked for it
    if (this.#isGivenUp) return;
    this.#thread.postMessage('close' satisfies DetectMessage);
    await this.#ended;
  }

  #send(): void {
    for (const isUrgent of [true, false]) {
      if (this.#sent.some(({ request }) => request.isUrgent === isUrgent)) continue;
      const next = this.#waiting.find(({ request }) => request.isUrgent === isUrgent);
      if (!next) continue;
      this.#waiting = this.#waiting.filter((call) => call !== next);
      this.#sent.push(next);
      const { frames } = next.request;
      const patienceMs = this.#patience.frameDeadlineMs * Math.max(1, frames.count);
      next.deadline = setTimeout(() => this.#giveUp(patienceMs), patienceMs).unref();
      this.#thread.postMessage(next.request, [frames.pixels.buffer as ArrayBuffer]);
    }
  }

  #settle(reply: DetectReply): void {
    const done = this.#sent.find(({ request }) => request.id === reply.id);
    this.#sent = this.#sent.filter((call) => call !== done);
    clearTimeout(done?.deadline);
    this.#send();
    if ('result' in reply) done?.resolve(reply.result);
    else done?.reject(new ModelError(reply.error.code, reply.error.message));
  }

  #giveUp(patienceMs: number): void {
    this.#isGivenUp = true;
    endThread(this.#thread, this.#patience);
    this.#fail(`The model gave no answer within ${patienceMs / 1000} s.`);
  }

  #fail(reason: string): void {
    this.#failure ??= new ModelError('INFERENCE_FAILED', reason);
    for (const { deadline, reject } of this.#sent.splice(0)) {
      clearTimeout(deadline);
      reject(this.#failure);
    }
    for (const { reject } of this.#waiting.splice(0)) reject(new ReleasedError(`not started: ${reason}`));
  }
}

/** Ends a thread that gives no answer, as far as that goes: what hangs in native code cannot be ended, and must not keep the process. */
function endThread(thread: Worker, { endDeadlineMs, onStuck }: Patience): void {
  thread.on('error', () => undefined); // nobody waits for it any more
  thread.unref();
  hungThreads.add(thread);
  const stuck = setTimeout(onStuck, endDeadlineMs).unref();
  thread.once('exit', () => {
    hungThreads.delete(thread);
    clearTimeout(stuck);
  });
  thread.terminate().catch(() => undefined); // told by `onStuck`
}

/** A promise that is settled from outside; it may be rejected before anybody waits for it. */
function deferred<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const result = new Promise<T>((onDone, onFailed) => {
    resolve = onDone;
    reject = onFailed;
  });
  result.catch(() => undefined);
  return { result, resolve, reject };
}

/** The bytes in a buffer of their own, which can be handed to another thread; a copy only where they share one. */
function detached(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength && bytes.buffer instanceof ArrayBuffer
    ? bytes
    : new Uint8Array(bytes);
}
