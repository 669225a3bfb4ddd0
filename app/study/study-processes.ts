import { type ChildProcess, type ForkOptions, fork } from 'node:child_process';
import { type FramefleetError, ModelError, messageOf } from '../../shared/errors.ts';
import type { FromProcess } from './study-messages.ts';

/** Processes of the study that do the same, seen from outside. */
export class StudyProcesses<Told extends object> {
  /** By process: what it has told, in order. */
  readonly told: readonly Told[][];
  readonly #children: readonly ChildProcess[];
  readonly #ended: Promise<unknown>;
  #readyCount = 0;
  #failure: FramefleetError | null = null;
  #wake: () => void = () => undefined;

  /** @param task - what they are to do, as JSON their argument */
  constructor(entry: URL, task: object, count: number, options: Pick<ForkOptions, 'env' | 'execArgv'>) {
    this.#children = Array.from({ length: count }, () =>
      fork(entry, [JSON.stringify(task)], { ...options, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }),
    );
    this.told = this.#children.map(() => []);
    this.#ended = Promise.all(this.#children.map((child, index) => this.#follow(child, this.told[index]!)));
  }

  get pids(): number[] {
    return this.#children.map(({ pid }) => pid ?? 0);
  }

  /** Waits until all are at work. @throws as `until` */
  ready(): Promise<void> {
    return this.until(() => this.#readyCount === this.#children.length);
  }

  /**
   * Waits for something that what they tell makes true.
   *
   * @throws {FramefleetError} `INFERENCE_FAILED` when one of them ends or cannot go on, what `fail` was given
   */
  async until(isTrue: () => boolean): Promise<void> {
    for (;;) {
      if (this.#failure) throw this.#failure;
      if (isTrue()) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  send(message: string): void {
    for (const child of this.#children) if (child.connected) child.send(message);
  }

  /** Whoever waits is told that what they wait for will not come. */
  fail(error: FramefleetError): void {
    this.#failure ??= error;
    this.#wake();
  }

  /** Their ffmpeg ends with them: nobody reads what it writes. */
  async end(): Promise<void> {
    for (const child of this.#children) child.kill('SIGKILL');
    await this.#ended;
  }

  /** @returns settles when it has ended; one that could not be started has no `exit`, only an `error` */
  #follow(child: ChildProcess, told: Told[]): Promise<void> {
    const failWith = (reason: string) =>
      this.fail(new ModelError('INFERENCE_FAILED', `A process of the study cannot go on: ${reason}.`));
    child.on('message', (message: FromProcess<Told>) => {
      if (message === 'ready') this.#readyCount++;
      else if ('failure' in message) failWith(message.failure);
      else told.push(message);
      this.#wake();
    });
    return new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        failWith(`it ended with ${code ?? signal}`);
        resolve();
      });
      child.on('error', (error) => {
        failWith(messageOf(error));
        if (child.pid === undefined) resolve();
      });
    });
  }
}
