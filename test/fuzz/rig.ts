import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../fixtures/processes.ts';
import { askSocket } from './ask-socket.ts';
import { type RigProcess, startProcess } from './rig-process.ts';
import { runLimited } from './run-limited.ts';

const SETUP_MS = 120_000;

/** The program at work in a folder of its own: Redis, a results service and a worker that inputs are given to. */
export class Rig {
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  readonly redisSocket: string;
  readonly resultsSocket: string;
  readonly #processes = new Map<string, RigProcess>();

  constructor(home: string) {
    this.home = home;
    for (const name of ['tmp', 'logs']) mkdirSync(join(home, name));
    this.redisSocket = join(home, 'redis.sock');
    this.resultsSocket = join(home, 'results.sock');
    this.env = {
      ...{ PATH: process.env.PATH ?? '', HOME: home, FRAMEFLEET_HOME: home, TMPDIR: join(home, 'tmp') },
      ...{ REDIS_URL: `unix://${this.redisSocket}`, FRAMEFLEET_RESULTS_URL: `unix://${this.resultsSocket}` },
    };
  }

  async startRedis(): Promise<void> {
    const flags = [
      '--port',
      '0',
      '--unixsocket',
      this.redisSocket,
      '--dir',
      this.home,
      '--save',
      '',
      '--appendonly',
      'no',
    ];
    this.#start('redis', 'redis-server', flags);
  }

  async startService(): Promise<void> {
    this.#startVerb('serve', ['--listen', `unix://${this.resultsSocket}`, '--lock-duration-ms', '2000']);
    await until('the results service answers', () => this.isServing(), SETUP_MS);
  }

  startWorker(): void {
    this.#startVerb('worker', ['--threads', '1', '--no-spinning']);
  }

  /** Ends one of the processes in good order. */
  async stop(name: 'serve' | 'worker' | 'redis'): Promise<void> {
    await this.#processes.get(name)?.close();
    this.#processes.delete(name);
  }

  async isServing(): Promise<boolean> {
    const answer = await askSocket(this.resultsSocket, { method: 'GET', path: '/healthz' }, 5_000).catch(() => null);
    return answer?.status === 200;
  }

  /** Runs a command of the set-up. @throws {Error} when it does not end with 0 */
  async command(args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await runLimited(args, this.env, SETUP_MS);
    if (code === 0) return stdout;
    throw new Error(`Expected \`${args.join(' ')}\` to work, got exit code ${code}: ${stderr}`);
  }

  /** What a process of the rig did since this was asked last: ended, or showed a stack trace. Those that ended are started again. */
  async wrongs(): Promise<{ crashes: string[]; stacks: string[] }> {
    const crashes: string[] = [];
    const stacks: string[] = [];
    for (const one of this.#processes.values()) {
      const { ended, stack } = one.look();
      if (ended !== null) crashes.push(`${one.name} ended with ${ended}: ${one.lastWords()}`);
      if (stack !== null) stacks.push(`${one.name}: ${stack}`);
      if (ended !== null) one.restart();
    }
    if (crashes.length > 0) await until('the results service answers', () => this.isServing(), SETUP_MS);
    return { crashes, stacks };
  }

  /** Ends everything in good order. */
  async close(): Promise<void> {
    for (const name of ['worker', 'serve', 'redis'] as const) await this.stop(name);
  }

  #startVerb(name: string, flags: readonly string[]): void {
    this.#start(name, process.execPath, ['dist/cli/main.js', name, ...flags, '--log-level', 'fatal']);
  }

  #start(name: string, command: string, args: readonly string[]): void {
    this.#processes.set(
      name,
      startProcess({ name, command, args, env: this.env, logFile: join(this.home, 'logs', name) }),
    );
  }
}
