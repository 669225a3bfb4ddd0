import { type ChildProcess, fork, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ModelError } from '../../shared/errors.ts';
import type { Size } from '../../shared/geometry.ts';

/** What a process says once it is loaded and has run one frame. */
export interface Loaded {
  readonly loadMilliseconds: number;
  /** Memory that no other process can share, in 10⁶ bytes; `null` where the system does not tell. */
  readonly privateMegabytes: number | null;
}

/** What a process of ONNX Runtime is given. */
export interface SessionPlan {
  readonly graphPath: string;
  /** `disabled` for a graph that is optimised already. */
  readonly optimization: 'all' | 'disabled';
  readonly threads: number;
  readonly size: Size;
  /** Frames of a call on a GPU; `null`: one a call, on the CPU. */
  readonly gpuBatch: number | null;
}

/**
 * A model in a process of its own, which runs one frame whenever it is asked to: processes take turns, so that what
 * disturbs the machine disturbs all of them.
 */
export class BenchmarkProcess {
  readonly name: string;
  readonly #process: ChildProcess;
  readonly #lines: string[] = [];
  #hasEnded = false;
  #wake: () => void = () => undefined;

  private constructor(name: string, process: ChildProcess) {
    this.name = name;
    this.#process = process;
    const reader = createInterface({ input: process.stdout! });
    reader.on('line', (line) => {
      this.#lines.push(line);
      this.#wake();
    });
    process.once('error', () => this.#end());
    reader.once('close', () => this.#end());
  }

  /** ONNX Runtime on a graph. */
  static ofGraph(name: string, plan: SessionPlan): BenchmarkProcess {
    const entry = fileURLToPath(new URL('./session-process.js', import.meta.url));
    const child = fork(entry, [JSON.stringify(plan)], { stdio: ['pipe', 'pipe', 'inherit', 'ipc'] });
    return new BenchmarkProcess(name, child);
  }

  /** Another program that speaks the same lines: JSON once it is loaded, then the milliseconds of a frame for each line. */
  static ofCommand(name: string, command: string, args: readonly string[]): BenchmarkProcess {
    return new BenchmarkProcess(name, spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] }));
  }

  /** @throws {ModelError} `INFERENCE_FAILED` when its process ended */
  async loaded(): Promise<Loaded> {
    return JSON.parse(await this.#reply()) as Loaded;
  }

  /** Milliseconds of one frame. @throws {ModelError} `INFERENCE_FAILED` when its process ended */
  async frame(): Promise<number> {
    this.#process.stdin!.write('frame\n');
    return Number(await this.#reply());
  }

  close(): void {
    this.#process.kill('SIGKILL');
  }

  async #reply(): Promise<string> {
    while (this.#lines.length === 0) {
      if (this.#hasEnded) throw new ModelError('INFERENCE_FAILED', `The process of \`${this.name}\` has ended.`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#lines.shift()!;
  }

  #end(): void {
    this.#hasEnded = true;
    this.#wake();
  }
}
