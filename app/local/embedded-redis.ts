import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import type { Socket } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseRedisUrl } from '../../queue/redis-address.ts';
import { createRedis } from '../../queue/redis-connection.ts';
import { messageOf, QueueError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logging.ts';

const START_TIMEOUT_MS = 10_000;
/** How a shell ends that finds no such program. */
const COMMAND_NOT_FOUND = 127;

/**
 * A redis-server of this home's own, on a Unix socket that only the user may open. It keeps nothing on disk: what it
 * loses, the ledger misses and the producer sends again. One that a killed command left behind is taken over; one
 * that dies is started anew.
 */
export class EmbeddedRedis {
  readonly socketPath: string;
  readonly #payloadFolder: string | null;
  readonly #log: Logger;
  readonly #watch: ReturnType<typeof createRedis>;
  #server: ChildProcess | null = null;
  #isUp = false;
  #isClosing = false;
  #isAdopted = false;

  private constructor(socketPath: string, log: Logger, payloadFolder: string | null) {
    this.socketPath = socketPath;
    this.#payloadFolder = payloadFolder;
    this.#log = log;
    this.#watch = createRedis(parseRedisUrl(this.url), {
      lazyConnect: true,
      retryStrategy: () => null,
      maxRetriesPerRequest: 0,
    });
    this.#watch.on('error', (error) => log.debug({ err: error }, 'embedded redis'));
    this.#watch.on('end', () => {
      if (this.#isUp && !this.#isClosing) this.#restart();
    });
  }

  /**
   * @param payloadFolder - of files that it names; deleted where the server ends by itself, since its daemon was killed; `null`: none
   * @throws {QueueError} `QUEUE_UNREACHABLE` when redis-server is missing or does not start
   */
  static async start(socketPath: string, log: Logger, payloadFolder: string | null = null): Promise<EmbeddedRedis> {
    const redis = new EmbeddedRedis(socketPath, log, payloadFolder);
    mkdirSync(dirname(socketPath), { recursive: true, mode: 0o700 });
    redis.#isAdopted = !(await redis.#connectOrSpawn());
    return redis;
  }

  /** Whether the server ran before: another daemon's, or one that a killed daemon left. */
  get isAdopted(): boolean {
    return this.#isAdopted;
  }

  get url(): string {
    return `unix://${this.socketPath}`;
  }

  /** Ends the server; its socket goes with it. */
  async close(): Promise<void> {
    if (this.#isClosing) return;
    this.#isClosing = true;
    try {
      await this.#watch.shutdown('NOSAVE');
    } catch (error) {
      this.#log.debug({ err: error }, 'embedded redis ended'); // it ends without an answer
    }
    this.#watch.disconnect();
    if (this.#server === null || this.#server.exitCode !== null || this.#server.signalCode !== null) return;
    const ended = once(this.#server, 'exit');
    this.#server.kill(); // where another server has taken its socket, it has not heard
    await ended;
  }

  /** @returns whether a server had to be started */
  async #connectOrSpawn(): Promise<boolean> {
    if (await this.#connect()) return false;
    this.#server = spawnServer(this.socketPath, this.#payloadFolder);
    const failure = failureOf(this.#server);
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (!(await this.#connect())) {
      const reason =
        failure() ?? (Date.now() > deadline ? `it did not answer within ${START_TIMEOUT_MS / 1000} s` : null);
      if (reason !== null) {
        throw new QueueError(
          'QUEUE_UNREACHABLE',
          `The embedded redis-server could not be started: ${reason}. Install the package redis-server, or set REDIS_URL.`,
        );
      }
      await sleep(20);
    }
    return true;
  }

  async #connect(): Promise<boolean> {
    try {
      if (this.#watch.status !== 'ready') await this.#watch.connect();
      this.#isUp = (await this.#watch.ping()) === 'PONG';
      return this.#isUp;
    } catch {
      return false; // nobody listens there yet
    }
  }

  #restart(): void {
    this.#isUp = false;
    this.#log.warn('the embedded redis has ended, starting it anew');
    this.#connectOrSpawn().catch((error: unknown) => this.#log.error({ err: error }, 'embedded redis'));
  }
}

/**
 * Waits for the end of stdin, that is of the daemon, and ends the server once nobody is connected, and the files that it names with it.
 * $1: its process, $2: its socket, $3: the folder of those files.
 */
const WATCH = `
read -r _
while kill -0 "$1" && sleep 1; do
  [ "$(redis-cli -s "$2" client list | grep -c .)" -gt 1 ] || { kill "$1" && rm -rf "$3"; }
done`;

/** Becomes redis-server, with a watch beside it. $0: that watch, $1: the socket, $2: the folder, then what the server is told. */
const WATCHED_SERVER = `
exec 3<&0
sh -c "$0" watch $$ "$1" "$2" <&3 3<&- >/dev/null 2>&1 &
shift 2
exec redis-server "$@" </dev/null 3<&-`;

/** Starts redis-server in a session of its own. It outlives a daemon that is killed for as long as others are connected, for the next daemon. */
function spawnServer(socketPath: string, payloadFolder: string | null): ChildProcess {
  const args = Object.entries({
    port: '0',
    unixsocket: socketPath,
    unixsocketperm: '700',
    dir: dirname(socketPath),
    save: '',
    appendonly: 'no',
    'maxmemory-policy': 'noeviction',
    loglevel: 'warning',
  }).flatMap(([name, value]) => [`--${name}`, value]);
  const script = ['-c', WATCHED_SERVER, WATCH, socketPath, payloadFolder ?? '', ...args];
  const child = spawn('/bin/sh', script, { stdio: ['pipe', 'pipe', 'ignore'], detached: true });
  const watched = child.stdin as Socket;
  watched.on('error', () => undefined); // nobody reads it once the server has ended
  child.once('exit', () => watched.destroy());
  watched.unref();
  child.unref();
  return child;
}

/** Why a server ended, `null` while it runs. */
function failureOf(child: ChildProcess): () => string | null {
  let output = '';
  let ended: string | null = null;
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-500);
  });
  child.on('error', (error) => {
    ended = messageOf(error);
  });
  child.on('exit', (code) => {
    const isMissing = code === COMMAND_NOT_FOUND;
    ended = isMissing ? 'it was not found' : `redis-server ended with code ${code}: ${output.trim()}`;
  });
  return () => ended;
}
