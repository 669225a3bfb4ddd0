import { statSync } from 'node:fs';

/** Without a transaction for so long, none is near: where results come one batch after the other, there is less between two. */
const CALM_MS = 100;
/** A smaller log is left: a checkpoint writes the last row group of each table anew. */
const LEAST_BYTES = 4 * 2 ** 20;

/**
 * Takes the log into the file while nobody writes, sooner than DuckDB does by itself: rows lie in memory until then, beside it. DuckDB's own
 * checkpoints are part of a transaction, which others wait for; so where many write, they come later.
 */
export class CalmCheckpoint {
  readonly #logPath: string;
  readonly #checkpoint: () => Promise<void>;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param path - of the store's file
   * @param checkpoint - takes its log into it; never throws
   */
  constructor(path: string, checkpoint: () => Promise<void>) {
    this.#logPath = `${path}.wal`;
    this.#checkpoint = checkpoint;
  }

  /** A transaction begins, or none will come any more. */
  putOff(): void {
    clearTimeout(this.#timer);
  }

  /** A transaction has ended. */
  expect(): void {
    this.putOff();
    this.#timer = setTimeout(() => this.#look(), CALM_MS).unref();
  }

  #look(): void {
    if (bytesIn(this.#logPath) >= LEAST_BYTES) void this.#checkpoint();
  }
}

function bytesIn(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0; // there is none between a checkpoint and the next transaction
  }
}
