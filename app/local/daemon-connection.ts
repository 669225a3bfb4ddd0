import { type ClientRequest, get } from 'node:http';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChildContext } from './child-context.ts';
import { DaemonProcess } from './daemon-process.ts';
import { requireOwnFolder } from './own-folder.ts';

/** A daemon that starts for longer opens a large store; that it does is said. */
const LONG_START_MS = 10_000;
const END_TIMEOUT_MS = 10_000;
/** A daemon that still answers after so long has other connections. */
const KEPT_AFTER_MS = 500;
/** Until a daemon that could not be started is tried again. */
const RETRY_MS = 1_000;

export interface DaemonOptions extends ChildContext {
  readonly home: string;
  readonly resultsSocket: string;
}

/**
 * A connection that keeps this home's daemon (embedded Redis and results service) running. The daemon is started when it is not
 * there and ends with its last connection: however a command ends, its connection breaks. A daemon that dies while it is needed is
 * started anew.
 */
export class DaemonConnection {
  readonly #options: DaemonOptions;
  #lease: ClientRequest | null = null;
  #daemon: DaemonProcess | null = null;
  #spare: DaemonProcess | null;
  #isClosing = false;

  private constructor(options: DaemonOptions, spare: DaemonProcess | null) {
    this.#options = options;
    this.#spare = spare;
  }

  /**
   * @param options.spare - begins where none is there, and is dismissed where one is
   * @param options.stop - ends the waiting for a daemon that starts, which goes on with that; then there is no connection
   * @throws {FramefleetError} what the daemon said when it could not start, `STORE_UNREACHABLE`, or `CONFIG_INVALID` for sockets that are not ours
   */
  static async open(
    options: DaemonOptions,
    { spare = null, stop }: { readonly spare?: DaemonProcess | null; readonly stop?: AbortSignal } = {},
  ): Promise<DaemonConnection> {
    await requireOwnFolder(dirname(options.resultsSocket), { make: true });
    const connection = new DaemonConnection(options, spare);
    await connection.#connectOrStart(stop);
    await connection.#spare?.dismiss();
    return connection;
  }

  /** Ends the connection, and waits for the daemon's end where it was started here and nobody else is connected. */
  async close(): Promise<void> {
    this.#isClosing = true;
    if (this.#lease === null) return this.#daemon?.release();
    this.#lease.destroy();
    const began = Date.now();
    while (this.#daemon?.isRunning && Date.now() - began < END_TIMEOUT_MS) {
      await sleep(20);
      if (Date.now() - began > KEPT_AFTER_MS && (await this.#isAnswering())) break;
    }
    this.#daemon?.release();
  }

  async #connectOrStart(stop?: AbortSignal): Promise<void> {
    const began = Date.now();
    let isTold = false;
    let started: DaemonProcess | null = null;
    while (!this.#isClosing && !stop?.aborted && !(await this.#connect())) {
      if (started === null) {
        this.#daemon?.release();
        started = this.#daemon = this.#spare ?? new DaemonProcess(this.#options);
        this.#spare = null;
        started.begin();
      } else if (!started.isRunning) {
        await sleep(50); // its last words may still be on their way; another command's daemon may have been quicker
        if (await this.#connect()) return;
        throw started.failure();
      }
      if (!isTold && Date.now() - began > LONG_START_MS) {
        this.#options.log.warn('the results service is still opening the store; one of a version before takes a while');
        isTold = true;
      }
      await sleep(20);
    }
  }

  /** Asks for an answer that never ends. */
  #connect(): Promise<boolean> {
    return new Promise((resolve) => {
      const request = get({ socketPath: this.#options.resultsSocket, path: '/lease', agent: false });
      request.once('error', () => resolve(false)); // nobody listens there yet
      request.once('response', (response) => {
        if (response.statusCode !== 200 || this.#isClosing) {
          request.destroy();
          resolve(false);
          return;
        }
        request.on('error', () => undefined); // its end is told by `close`
        response
          .once('error', () => undefined)
          .once('close', () => void this.#lost())
          .resume();
        this.#lease = request;
        resolve(true);
      });
    });
  }

  #isAnswering(): Promise<boolean> {
    return new Promise((resolve) => {
      const request = get({ socketPath: this.#options.resultsSocket, path: '/healthz', agent: false });
      request.once('error', () => resolve(false)); // it has ended
      request.once('response', (response) => {
        response.resume();
        request.destroy();
        resolve(response.statusCode === 200);
      });
    });
  }

  /** Until there is a daemon again: without a connection this command would not keep it, and it would end with others' commands. */
  async #lost(): Promise<void> {
    if (this.#isClosing) return;
    const { log } = this.#options;
    log.warn('the results service has ended, starting it anew');
    for (let isTold = false; !this.#isClosing; isTold = true) {
      try {
        return await this.#connectOrStart();
      } catch (error) {
        if (!isTold) log.error({ err: error }, 'results service');
      }
      await sleep(RETRY_MS);
    }
  }
}
