import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import type { Detection } from '../../shared/detection.ts';
import { type ErrorCode, ModelError, ReleasedError } from '../../shared/errors.ts';
import type { ResizeMode, Size } from '../../shared/geometry.ts';
import type { ModelManifest } from '../../shared/model-manifest.ts';
import type { GraphOnDisk, OpenedSession, SessionOptions } from '../runtime/open-session.ts';
import { takeThread } from './model-thread.ts';
import type { RgbFrames } from './preprocess.ts';

/** How detections are told from noise, and in which pixels they are given. */
export interface DetectOptions {
  readonly confidence: number;
  readonly iou: number;
  /** Labels to keep; empty: all. */
  readonly classes: readonly string[];
  /** Of each frame, as shown. */
  readonly sources: readonly Size[];
  readonly resize: ResizeMode;
}

export interface DetectorResult {
  /** One list for each frame, in order; boxes in source pixels. */
  readonly frames: readonly (readonly Detection[])[];
  readonly inferenceMs: number;
  /** What passed the thresholds and was left out, since it is no number or far beyond its frame; a sound model gives none. */
  readonly droppedBoxes: number;
}

/** What the model's thread starts from. */
export interface DetectorSource {
  readonly graph: GraphOnDisk;
  /** Holds the cache of optimised graphs. */
  readonly home: string;
  readonly session: SessionOptions;
}

/** What crosses to the model's thread and back. */
export type DetectRequest = { readonly frames: RgbFrames; readonly options: DetectOptions };
export type DetectMessage = DetectRequest | 'close';
/** Sent once, when the model is loaded. */
export type DetectorReady = Pick<OpenedSession, 'cacheFault'>;
export type DetectReply =
  | { readonly result: DetectorResult }
  | { readonly error: { readonly code: ErrorCode; readonly message: string } };

interface Waiting {
  readonly request: DetectRequest;
  readonly resolve: (result: DetectorResult) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A model on a thread of its own: `run()` of the runtime blocks its thread for the whole inference, and the main thread
 * has locks to renew, health checks to answer and signals to take.
 */
export class ThreadedDetector {
  readonly manifest: ModelManifest;
  /** Why the optimised graph of the cache could not be used; `null` when it is. */
  readonly cacheFault: string | null;
  readonly #thread: Worker;
  /** First the frames that are being inferred, if any; the thread is sent one request at a time. */
  readonly #queue: Waiting[] = [];
  #failure: Error | null = null;
  #hasEnded = false;

  private constructor(manifest: ModelManifest, thread: Worker, { cacheFault }: DetectorReady) {
    this.manifest = manifest;
    this.cacheFault = cacheFault;
    this.#thread = thread;
    thread.on('message', (reply: DetectReply) => this.#settle(reply));
    thread.on('error', (error) =>
      this.#fail(new ModelError('INFERENCE_FAILED', `The model's thread failed: ${error.message}`)),
    );
    thread.on('exit', () => {
      this.#hasEnded = true;
      this.#fail(new ModelError('INFERENCE_FAILED', "The model's thread has ended."));
    });
  }

  /**
   * Loads a model; its optimised graph is made first where the cache holds none.
   *
   * @throws {ModelError} `MODEL_INVALID` when the runtime refuses the graph
   */
  static async load(source: DetectorSource): Promise<ThreadedDetector> {
    const { manifest, graphPath } = source.graph;
    const thread = takeThread();
    const ready = await new Promise<DetectorReady>((resolve, reject) => {
      const refuse = (error: Error) =>
        reject(
          new ModelError('MODEL_INVALID', `The runtime cannot load ${graphPath}: ${error.message}`, { cause: error }),
        );
      thread.once('error', refuse);
      thread.once('message', (message: DetectorReady) => {
        thread.off('error', refuse);
        resolve(message);
      });
      thread.postMessage(source);
    });
    return new ThreadedDetector(manifest, thread, ready);
  }

  /**
   * Detections of frames of the network's size; calls are served in the order in which they come.
   *
   * @throws {ModelError} `INFERENCE_FAILED`, also when nothing that was seen in a frame is a box
   */
  detect(frames: RgbFrames, options: DetectOptions): Promise<DetectorResult> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#queue.push({
        request: { frames: { ...frames, pixels: detached(frames.pixels) }, options },
        resolve,
        reject,
      });
      if (this.#queue.length === 1) this.#sendFirst();
    });
  }

  /** Whether the thread still runs. */
  get isAlive(): boolean {
    return this.#failure === null;
  }

  /** Gives back what waits behind the frames that are being inferred. */
  releaseQueued(): void {
    for (const { reject } of this.#queue.splice(1)) reject(new ReleasedError('not started'));
  }

  /** Ends the thread once it is idle: a runtime that is torn down amid an inference takes the process with it. */
  async close(): Promise<void> {
    this.#failure ??= new ModelError('INFERENCE_FAILED', 'The detector is closed.');
    if (this.#hasEnded) return;
    this.#thread.postMessage('close' satisfies DetectMessage);
    await once(this.#thread, 'exit');
  }

  #sendFirst(): void {
    const first = this.#queue[0];
    if (first) this.#thread.postMessage(first.request, [first.request.frames.pixels.buffer as ArrayBuffer]);
  }

  #settle(reply: DetectReply): void {
    const done = this.#queue.shift();
    this.#sendFirst();
    if ('result' in reply) done?.resolve(reply.result);
    else done?.reject(new ModelError(reply.error.code, reply.error.message));
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#queue.splice(0)) reject(this.#failure);
  }
}

/** The bytes in a buffer of their own, which can be handed to another thread; a copy only where they share one. */
function detached(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength && bytes.buffer instanceof ArrayBuffer
    ? bytes
    : new Uint8Array(bytes);
}
