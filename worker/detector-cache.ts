import { join } from 'node:path';
import type { Logger } from '../shared/logging.ts';
import type { ModelReference } from '../shared/run.ts';
import { type SessionOptions, ThreadedDetector } from './detector.ts';
import { findModel } from './model/registry/find-model.ts';

/** Models kept in memory: runs with two models may share a fleet without a reload for each chunk. */
const CAPACITY = 2;

interface Entry {
  readonly detector: Promise<ThreadedDetector>;
  users: number;
}

/** The models that this worker holds in memory, by what chunks asked for last. */
export class DetectorCache {
  readonly #home: string;
  readonly #session: SessionOptions;
  readonly #log: Logger;
  /** Least recently used first. */
  readonly #entries = new Map<string, Entry>();

  constructor(home: string, session: SessionOptions, log: Logger) {
    this.#home = home;
    this.#session = session;
    this.#log = log;
  }

  /**
   * Calls `action` with the detector of a model, which is loaded when it is not there and stays loaded meanwhile.
   *
   * @throws {ModelError} `MODEL_NOT_FOUND`, `MODEL_INVALID`
   */
  async use<T>(model: ModelReference, action: (detector: ThreadedDetector) => Promise<T>): Promise<T> {
    const key = `${model.modelId} ${model.modelSha256}`;
    const entry = this.#entries.get(key) ?? { detector: this.#load(model), users: 0 };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    entry.users++;
    try {
      const detector = await entry.detector;
      this.#evict();
      return await action(detector);
    } catch (error) {
      const isBroken = await entry.detector.then(
        (detector) => !detector.isAlive,
        () => true,
      );
      if (isBroken && this.#entries.get(key) === entry) this.#entries.delete(key);
      throw error;
    } finally {
      entry.users--;
    }
  }

  /** Gives back what waits behind the frames that are being inferred. */
  giveBackQueued(): void {
    for (const { detector } of this.#entries.values()) {
      detector
        .then((loaded) => loaded.giveBackQueued())
        .catch((error: unknown) => this.#log.debug({ err: error }, 'not loaded'));
    }
  }

  async close(): Promise<void> {
    const loaded = await Promise.allSettled([...this.#entries.values()].map(({ detector }) => detector));
    this.#entries.clear();
    await Promise.all(loaded.map((one) => (one.status === 'fulfilled' ? one.value.close() : undefined)));
  }

  async #load(model: ModelReference): Promise<ThreadedDetector> {
    const started = performance.now();
    const { manifest, folder } = await findModel(model, this.#home);
    const detector = await ThreadedDetector.load(manifest, join(folder, manifest.graph), this.#session);
    this.#log.info({ modelId: model.modelId, loadMs: Math.round(performance.now() - started) }, 'model loaded');
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
