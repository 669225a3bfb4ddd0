import type { Cluster, Redis } from 'ioredis';
import type { OutageLog } from '../shared/outage-log.ts';

/** What is waited for. */
const REDIS = 'Redis';
const INTERVAL_MS = 2_500;
/** A large payload before it may keep an answer that long on a slow network. */
const PATIENCE_MS = 15_000;

/**
 * Tells of a connection that breaks or is refused, and of a server that is silent: one that stands still takes connections, or
 * keeps them, and draws no error.
 */
export class RedisWatch {
  readonly #connection: Redis | Cluster;
  readonly #outages: OutageLog;
  readonly #patienceMs: number;
  readonly #timer: NodeJS.Timeout;
  /** Since when there is no word of it; `null`: it has answered all that it was asked. */
  #askedAt: number | null;
  #isSilent = false;

  /** @param connection - stays the caller's */
  constructor(connection: Redis | Cluster, outages: OutageLog, patienceMs = PATIENCE_MS, intervalMs = INTERVAL_MS) {
    this.#connection = connection;
    this.#outages = outages;
    this.#patienceMs = patienceMs;
    this.#askedAt = performance.now();
    connection.on('error', (error) => {
      outages.met(REDIS, error);
      this.#heard();
      this.#askedAt = performance.now(); // it is tried again
    });
    connection.on('ready', () => {
      this.#heard();
      outages.over(REDIS);
    });
    this.#timer = setInterval(() => this.#look(), intervalMs);
  }

  /** Whether the server has not answered for a while. */
  get isSilent(): boolean {
    return this.#isSilent;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    if (this.#askedAt !== null) {
      if (performance.now() - this.#askedAt < this.#patienceMs) return;
      this.#isSilent = true;
      this.#outages.met(REDIS, new Error(`no answer within ${this.#patienceMs / 1000} s`));
      return;
    }
    if (this.#connection.status !== 'ready') return; // told as an error
    this.#askedAt = performance.now();
    this.#connection.ping().then(
      () => {
        const wasSilent = this.#isSilent;
        this.#heard();
        if (wasSilent) this.#outages.over(REDIS);
      },
      () => undefined, // told as an error
    );
  }

  #heard(): void {
    this.#askedAt = null;
    this.#isSilent = false;
  }
}
