import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const RESTART_MS = 700;
const END_TIMEOUT_MS = 45_000;

export interface SupervisedOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Gets what the process says. */
  readonly logFile: string;
}

/** A process that is started again whenever it ends, as a scheduler would do it. */
export class Supervised {
  readonly name: string;
  readonly #options: SupervisedOptions;
  #child: ChildProcess | null = null;
  #ended: Promise<string> = Promise.resolve('');
  #isClosing = false;

  constructor(options: SupervisedOptions) {
    this.name = options.name;
    this.#options = options;
    void this.#keep();
  }

  /** Asks the process to end. @returns what it did instead of ending with 0 in time; `null`: it did */
  async close(): Promise<string | null> {
    this.#isClosing = true;
    const child = this.#child;
    if (child === null) return null;
    child.kill('SIGTERM');
    const outcome = await Promise.race([this.#ended, sleep(END_TIMEOUT_MS, null, { ref: false })]);
    if (outcome === null) child.kill('SIGKILL');
    if (outcome === '0') return null;
    return `${this.name} was to end by SIGTERM, got: ${outcome ?? `nothing in ${END_TIMEOUT_MS / 1000} s`}`;
  }

  async #keep(): Promise<void> {
    while (!this.#isClosing) {
      this.#ended = this.#start();
      await this.#ended;
      this.#child = null;
      await sleep(RESTART_MS);
    }
  }

  #start(): Promise<string> {
    const { command, args, env, logFile } = this.#options;
    const log = openSync(logFile, 'a');
    const child = spawn(command, args, { env, stdio: ['ignore', log, log] });
    closeSync(log);
    this.#child = child;
    return new Promise((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) => resolve(String(code ?? signal)));
    });
  }
}
