import { type ChildProcess, fork } from 'node:child_process';
import { type FramefleetError, ModelError } from '../../../shared/errors.ts';
import { WORKER_ENVIRONMENT, WORKER_NODE_FLAGS } from '../../local/worker-pool.ts';
import type { ChunkTimes, ScalingWorkerTask } from './scaling-messages.ts';

/** Worker processes that tell of their chunks. */
export class ScalingWorkers {
  readonly #children: ChildProcess[];
  /** By worker: the chunks that it has done, in order. */
  readonly done: readonly ChunkTimes[][];
  #wake: () => void = () => undefined;
  #failure: FramefleetError | null = null;
  #isEnding = false;

  private constructor(task: ScalingWorkerTask, count: number, env: NodeJS.ProcessEnv) {
    const entry = new URL('./scaling-worker-process.js', import.meta.url);
    this.#children = Array.from({ length: count }, () =>
      fork(entry, [JSON.stringify(task)], {
        env: { ...WORKER_ENVIRONMENT, ...env },
        execArgv: WORKER_NODE_FLAGS,
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      }),
    );
    this.done = this.#children.map(() => []);
    for (const [index, child] of this.#children.entries()) {
      child.on('message', (message: ChunkTimes | 'ready') => {
        if (message !== 'ready') this.done[index]!.push(message);
        this.#wake();
      });
      child.on('exit', (code) => {
        this.fail(new ModelError('INFERENCE_FAILED', `A worker of the study ended with ${code}.`));
      });
    }
  }

  /** @throws {FramefleetError} when one ends (`INFERENCE_FAILED`), or `fail` is called, here and below */
  static async start(task: ScalingWorkerTask, count: number, env: NodeJS.ProcessEnv): Promise<ScalingWorkers> {
    const workers = new ScalingWorkers(task, count, env);
    const ready = workers.#children.map((child) => new Promise((resolve) => child.once('message', resolve)));
    let isReady = false;
    void Promise.all(ready).then(() => {
      isReady = true;
      workers.#wake();
    });
    await workers.until(() => isReady);
    return workers;
  }

  get pids(): number[] {
    return this.#children.map(({ pid }) => pid ?? 0);
  }

  /** Waits for something that what they tell makes true. */
  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) {
      if (this.#failure) throw this.#failure;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Whoever waits is told that what they wait for will not come. */
  fail(error: FramefleetError): void {
    if (this.#isEnding) return;
    this.#failure ??= error;
    this.#wake();
  }

  async end(): Promise<void> {
    this.#isEnding = true;
    const ended = this.#children.map((child) => new Promise((resolve) => child.once('exit', resolve)));
    for (const child of this.#children) child.kill('SIGKILL');
    await Promise.all(ended);
  }
}
