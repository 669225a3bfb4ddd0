import { realpathSync, statSync } from 'node:fs';

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
  #failure: unknown = null;

  /**
   * @param path - of the store's file, which is there; its log lies where a link leads to
   * @param checkpoint - takes its log into it; what it throws is told by the next transaction
   */
  constructor(path: string, checkpoint: () => Promise<void>) {
    this.#logPath = `${realpathSync(path)}.wal`;
    this.#checkpoint = checkpoint;
  }

  /** A transaction begins. @throws why the log could not be taken into the file since the last one, once */
  begin(): void {
    clearTimeout(this.#timer);
    const failure = this.#failure;
    this.#failure = null;
    if (failure !== null) throw failure;
  }

  /** A transaction has ended. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), CALM_MS).unref();
  }

  /** The store is closed. */
  close(): void {
    clearTimeout(this.#timer);
  }

  #look(): void {
    if (bytesIn(this.#logPath) < LEAST_BYTES) return;
    this.#checkpoint().catch((error: unknown) => {
      this.#failure = error;
    });
  }
}

function bytesIn(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0; // there is none between a checkpoint and the next transaction
  }
}
