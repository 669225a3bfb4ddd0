import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'undici';
import { ERROR_TABLE, type ErrorCode, StoreError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logging.ts';

const START_TIMEOUT_MS = 20_000;
const END_TIMEOUT_MS = 10_000;

export interface DaemonOptions {
  /** Compiled entry of the command line. */
  readonly entry: string;
  readonly home: string;
  readonly resultsSocket: string;
  readonly env: NodeJS.ProcessEnv;
  readonly log: Logger;
}

/**
 * A lease on this home's host process (private Redis and results service), which is started when it is not there and
 * ends when nobody holds a lease: however a command ends, its connection breaks, and so does the lease. A host that
 * dies while it is leased is started anew.
 */
export class DaemonConnection {
  readonly #options: DaemonOptions;
  #client: Client | null = null;
  #host: ChildProcess | null = null;
  #isClosing = false;

  private constructor(options: DaemonOptions) {
    this.#options = options;
  }

  /** @throws {FramefleetError} what the host said when it could not start, or `STORE_UNREACHABLE` */
  static async take(options: DaemonOptions): Promise<DaemonConnection> {
    const lease = new DaemonConnection(options);
    await lease.#join();
    return lease;
  }

  /** Gives the lease back, and waits for the host's end where this was the last one. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#client?.destroy();
    const deadline = Date.now() + END_TIMEOUT_MS;
    while (this.#host?.exitCode === null && this.#host.signalCode === null && Date.now() < deadline) {
      await sleep(20);
      if (Date.now() > deadline - END_TIMEOUT_MS + 500 && (await this.#isAnswering())) return; // others hold leases
    }
  }

  async #join(): Promise<void> {
    let said = () => '';
    let host: ChildProcess | null = null;
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (!(await this.#connect())) {
      if (host === null) {
        host = this.#host = spawnDaemon(this.#options);
        said = lastWordsOf(host);
      } else if (host.exitCode !== null || host.signalCode !== null) {
        await sleep(50); // its last words may still be on their way; another command's host may have been quicker
        if (await this.#connect()) return;
        throw failureOf(said());
      }
      if (Date.now() > deadline)
        throw new StoreError('STORE_UNREACHABLE', 'The results service did not start in time.');
      await sleep(20);
    }
  }

  /** Opens the lease: an answer that never ends. */
  async #connect(): Promise<boolean> {
    const client = this.#newClient();
    try {
      const { statusCode, body } = await client.request({ method: 'GET', path: '/lease' });
      if (statusCode !== 200) throw new StoreError('STORE_UNREACHABLE', `The results service answered ${statusCode}.`);
      once(body.resume(), 'close').then(
        () => this.#lost(),
        () => this.#lost(),
      );
      this.#client = client;
      return true;
    } catch {
      await client.destroy(); // nobody listens there yet
      return false;
    }
  }

  async #isAnswering(): Promise<boolean> {
    const client = this.#newClient();
    try {
      return (await client.request({ method: 'GET', path: '/healthz' })).statusCode === 200;
    } catch {
      return false; // it has ended
    } finally {
      await client.destroy();
    }
  }

  #newClient(): Client {
    return new Client('http://results', { socketPath: this.#options.resultsSocket, bodyTimeout: 0 });
  }

  #lost(): void {
    if (this.#isClosing) return;
    this.#options.log.warn('the results service has ended, starting it anew');
    this.#join().catch((error: unknown) => this.#options.log.error({ err: error }, 'results service'));
  }
}

/** Starts the host in a session of its own, so that Ctrl-C does not reach it. */
function spawnDaemon({ entry, home, env }: DaemonOptions): ChildProcess {
  const host = spawn(process.execPath, [entry, 'daemon', '--home', home], {
    env,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  host.unref();
  return host;
}

/** What the host said last on stderr. */
function lastWordsOf(host: ChildProcess): () => string {
  let said = '';
  host.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000);
  });
  host.on('error', (error) => {
    said = error.message;
  });
  return () => said.trim();
}

function failureOf(said: string): StoreError {
  const [, code, message] = /^\[([A-Z_]+)\] ([\s\S]*)$/m.exec(said) ?? [];
  if (code !== undefined && message !== undefined && code in ERROR_TABLE)
    return new StoreError(code as ErrorCode, message);
  return new StoreError('STORE_UNREACHABLE', `The results service could not be started: ${said}`);
}
