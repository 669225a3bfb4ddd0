import { type Patience, ThreadedDetector } from '../model/detector/threaded-detector.ts';
import type { ResolvedModel } from '../model/files/resolved-model.ts';
import type { SessionOptions } from '../model/runtime/open-session.ts';
import { findModel } from '../model/store/find-model.ts';
import { findGpuModel } from '../model/store/gpu-models.ts';
import { ConfigError, ModelError, messageOf, ReleasedError } from '../shared/errors.ts';
import type { Size } from '../shared/geometry.ts';
import type { Logger } from '../shared/logging.ts';
import { resized } from '../shared/network-size.ts';
import type { Detector } from '../shared/ports.ts';
import type { ModelReference } from '../shared/run.ts';
import { modelKeyOf } from '../shared/worker-status.ts';

/** Models kept in memory: runs with two models may share a fleet without a reload for each chunk. */
const CAPACITY = 2;

/** This worker cannot load a model: it is missing, damaged, or its folder cannot be read. Another worker may. */
export class ModelNotLoadedError extends ReleasedError {}

interface Entry {
  readonly detector: Promise<Detector>;
  users: number;
}

/** The models that this worker holds in memory, by what chunks asked for last. */
export class DetectorCache {
  readonly #home: string;
  readonly #session: SessionOptions;
  readonly #log: Logger;
  readonly #patience: Partial<Patience>;
  /** Least recently used first. */
  readonly #entries = new Map<string, Entry>();

  constructor(home: string, session: SessionOptions, log: Logger, patience: Partial<Patience> = {}) {
    this.#home = home;
    this.#session = session;
    this.#log = log;
    this.#patience = patience;
  }

  /**
   * Begins to load a model; ends when its thread has what it needs. Chunks that ask for it wait for it, and try again where it
   * could not be loaded.
   */
  async preload(modelSha256: string, size: Size | null): Promise<void> {
    const key = modelKeyOf(modelSha256, size);
    const found = this.#find({ modelId: modelSha256, modelSha256 });
    const detector = found.then((model) => this.#load(model, size));
    const entry = { detector, users: 0 };
    this.#entries.set(key, entry);
    detector.catch((error: unknown) => {
      this.#log.warn({ err: error }, 'model not loaded ahead');
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    });
    await found.catch(() => undefined);
  }

  /**
   * Calls `action` with the detector of a model at a size (`null`: its own), which is loaded when it is not there and stays loaded meanwhile.
   *
   * @throws {ModelNotLoadedError} where it cannot be loaded here, or its GPU is lost
   * @throws {ReleasedError} where its thread has ended; it is loaded anew for the next
   * @throws {ConfigError} `CONFIG_INVALID` for a size that the model cannot take
   */
  async use<T>(model: ModelReference, size: Size | null, action: (detector: Detector) => Promise<T>): Promise<T> {
    const key = modelKeyOf(model.modelSha256, size);
    const load = async () => this.#load(await this.#find(model), size);
    const entry = this.#entries.get(key) ?? { detector: load(), users: 0 };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    entry.users++;
    try {
      const detector = await entry.detector.catch((cause: unknown) => {
        throw cause instanceof ConfigError ? cause : new ModelNotLoadedError(messageOf(cause), { cause });
      });
      this.#evict();
      // What ended its thread was told to the chunk that was in it; this one has not been begun.
      if (!detector.isAlive) throw new ReleasedError("The model's thread has ended; it is loaded anew.");
      return await action(detector);
    } catch (error) {
      const isBroken = await entry.detector.then(
        (detector) => !detector.isAlive,
        () => true,
      );
      const isGpuLost = error instanceof ModelError && error.code === 'GPU_UNAVAILABLE';
      if ((isBroken || isGpuLost) && this.#entries.get(key) === entry) this.#entries.delete(key);
      if (!isGpuLost) throw error;
      entry.detector
        .then((detector) => detector.close())
        .catch((cause: unknown) => this.#log.debug({ err: cause }, 'GPU'));
      throw new ModelNotLoadedError(`the GPU is lost: ${error.message}`, { cause: error });
    } finally {
      entry.users--;
    }
  }

  /** Gives back what waits behind the frames that are being inferred. */
  releaseQueued(): void {
    for (const { detector } of this.#entries.values()) {
      detector
        .then((loaded) => loaded.releaseQueued())
        .catch((error: unknown) => this.#log.debug({ err: error }, 'not loaded'));
    }
  }

  async close(): Promise<void> {
    const loaded = await Promise.allSettled([...this.#entries.values()].map(({ detector }) => detector));
    this.#entries.clear();
    await Promise.all(loaded.map((one) => (one.status === 'fulfilled' ? one.value.close() : undefined)));
  }

  #find(model: ModelReference): Promise<ResolvedModel> {
    return this.#session.device === 'gpu' ? findGpuModel(model, this.#home) : findModel(model, this.#home);
  }

  async #load(own: ResolvedModel, size: Size | null): Promise<Detector> {
    const started = performance.now();
    const { modelId } = own.manifest;
    const model = { ...own, manifest: resized(own.manifest, size) };
    const source = { model, home: this.#home, session: this.#session };
    const detector = await ThreadedDetector.load(source, undefined, this.#patience);
    if (detector.cacheFault !== null) {
      this.#log.warn({ modelId, reason: detector.cacheFault }, 'the model runs in a slower form');
    }
    this.#log.info({ modelId, loadMs: Math.round(performance.now() - started) }, 'model loaded');
    return detector;
  }

  #evict(): void {
    for (const [key, entry] of this.#entries) {
      if (this.#entries.size <= CAPACITY) return;
      if (entry.users > 0) continue;
      this.#entries.delete(key);
      entry.detector
        .then((detector) => detector.close())
        .catch((error: unknown) => this.#log.debug({ err: error }, 'evicted'));
    }
  }
}
