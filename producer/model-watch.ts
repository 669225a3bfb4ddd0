import { ModelError } from '../shared/errors.ts';
import type { FrameQueue } from '../shared/ports.ts';
import type { ModelReference, RunSettings } from '../shared/run.ts';
import { modelKeyOf } from '../shared/worker-status.ts';

/** Less than workers wait before they record the model's chunks as failed. */
const patienceMs = 10_000;

/** Ends the waiting for workers none of which can run the model. */
export class ModelWatch {
  readonly #queue: FrameQueue;
  readonly #model: ModelReference;
  readonly #modelKey: string;
  readonly #patienceMs: number;
  #refusedSince: number | null = null;

  constructor(queue: FrameQueue, model: ModelReference, settings: RunSettings, patience = patienceMs) {
    this.#queue = queue;
    this.#model = model;
    this.#modelKey = modelKeyOf(model.modelSha256, settings.size);
    this.#patienceMs = patience;
  }

  /** @throws {ModelError} `MODEL_UNAVAILABLE` when that has been so for a while, at every look in between */
  async look(): Promise<void> {
    const refusal = await this.#queue.refusal(this.#modelKey);
    if (refusal === null) {
      this.#refusedSince = null;
      return;
    }
    this.#refusedSince ??= performance.now();
    if (performance.now() - this.#refusedSince < this.#patienceMs) return;
    throw new ModelError(
      'MODEL_UNAVAILABLE',
      `no worker can run the model \`${this.#model.modelId}\`: ${refusal} The run stays open, and the same command goes on with it.`,
    );
  }
}
