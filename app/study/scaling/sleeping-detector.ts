import { setTimeout as sleep } from 'node:timers/promises';
import { ModelError } from '../../../shared/errors.ts';
import type { Size } from '../../../shared/geometry.ts';
import type { DetectorResult, RgbFrames } from '../../../shared/inference.ts';
import type { Detector } from '../../../shared/ports.ts';

/** A detector that takes its time for each frame, no CPU, and sees nothing: with it the queue is measured, and not the machine. */
export class SleepingDetector implements Detector {
  readonly input: Size;
  readonly #latencyMs: number;
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  /** @param latencyMs - of a frame */
  constructor(input: Size, latencyMs: number) {
    this.input = input;
    this.#latencyMs = latencyMs;
  }

  get isAlive(): boolean {
    return !this.#isClosed;
  }

  detect({ count }: RgbFrames): Promise<DetectorResult> {
    if (this.#isClosed) return Promise.reject(new ModelError('INFERENCE_FAILED', 'The detector is closed.'));
    const inferenceMs = count * this.#latencyMs;
    const result = { frames: Array.from({ length: count }, () => []), inferenceMs, droppedBoxes: 0 };
    const done = this.#last.then(() => sleep(inferenceMs, result));
    this.#last = done;
    return done;
  }

  /** What waits sleeps in its turn: it could be done nowhere sooner. */
  releaseQueued(): void {}

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#last;
  }
}
