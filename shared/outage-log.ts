import { messageOf } from './errors.ts';
import type { Logger } from './logging.ts';

const INTERVAL_MS = 60_000;
/** Letters of a reason that are logged. */
const MOST_LETTERS = 300;

interface Outage {
  readonly since: number;
  /** When it was told last. */
  toldAt: number;
  reason: string;
  /** How often it has been met since. */
  untold: number;
}

/** Tells in a log what is waited for: at once, then at most once a minute for as long as it lasts, and when it is over. */
export class OutageLog {
  readonly #log: Logger;
  readonly #intervalMs: number;
  readonly #outages = new Map<string, Outage>();

  constructor(log: Logger, intervalMs = INTERVAL_MS) {
    this.#log = log;
    this.#intervalMs = intervalMs;
  }

  /** What is waited for at present, with the reasons. */
  get waitingFor(): string[] {
    return [...this.#outages].map(([what, { reason }]) => `${what} (${reason})`);
  }

  /** @param what - what is waited for: the same words each time */
  met(what: string, error: unknown): void {
    const now = performance.now();
    const outage = this.#outages.get(what) ?? { since: now, toldAt: Number.NEGATIVE_INFINITY, untold: 0, reason: '' };
    this.#outages.set(what, outage);
    outage.reason = messageOf(error).slice(0, MOST_LETTERS);
    outage.untold++;
    if (now - outage.toldAt < this.#intervalMs) return;
    const seconds = Math.round((now - outage.since) / 1000);
    this.#log.warn({ reason: outage.reason, seconds, times: outage.untold }, `waiting for ${what}`);
    outage.toldAt = now;
    outage.untold = 0;
  }

  /** Does nothing where all was well. */
  over(what: string): void {
    const outage = this.#outages.get(what);
    if (!outage) return;
    this.#outages.delete(what);
    const seconds = Math.round((performance.now() - outage.since) / 1000);
    this.#log.info({ seconds }, `no longer waiting for ${what}`);
  }
}
