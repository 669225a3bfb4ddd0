import { type ChildProcess, fork } from 'node:child_process';
import { ModelError } from '../../shared/errors.ts';
import type { FromStudyProcess, StudyTask, ToStudyProcess } from './study-messages.ts';

type Figures = Extract<FromStudyProcess, { readonly fpsMain: number }>;

/** A process of the study, seen from outside. */
export class StudyChild {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  constructor(task: StudyTask, env: NodeJS.ProcessEnv) {
    this.#child = fork(new URL('./study-process.js', import.meta.url), [], {
      env,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#send({ task });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** @throws {ModelError} `INFERENCE_FAILED` when it ends before it is at work */
  async ready(): Promise<void> {
    await this.#answer((message) => message === 'ready');
  }

  count(): void {
    this.#send('count');
  }

  /** @returns frames a second since `count` */
  async figures(): Promise<Figures> {
    const answer = this.#answer((message) => typeof message === 'object' && 'fpsMain' in message);
    this.#send('report');
    return (await answer) as Figures;
  }

  /** Its ffmpeg ends with it: nobody reads what it writes. */
  async end(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  #send(message: ToStudyProcess): void {
    if (this.#child.connected) this.#child.send(message);
  }

  #answer(isIt: (message: FromStudyProcess) => boolean): Promise<FromStudyProcess> {
    return new Promise((resolve, reject) => {
      const onMessage = (message: FromStudyProcess) => {
        if (typeof message === 'object' && 'failure' in message) fail(message.failure);
        else if (isIt(message)) settle(() => resolve(message));
      };
      const onExit = (code: number | null) => fail(`it ended with ${code}`);
      const fail = (reason: string) =>
        settle(() => reject(new ModelError('INFERENCE_FAILED', `A process of the study cannot go on: ${reason}.`)));
      const settle = (how: () => void) => {
        this.#child.off('message', onMessage).off('exit', onExit);
        how();
      };
      this.#child.on('message', onMessage).on('exit', onExit);
    });
  }
}
