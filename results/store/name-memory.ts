import { resolve } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { FramefleetError } from '../../shared/errors.ts';

/** Things remembered of one file. */
const MOST_REMEMBERED = 500;

/** How often the names in a file were changed by this process; while it has the file open for writing, no other can change any. */
interface Names {
  version: number;
  /** Transactions that are being committed and change names. */
  changing: number;
}

const NAMES_OF_FILES = new Map<string, Names>();

function namesOf(path: string): Names {
  const file = resolve(path);
  const names = NAMES_OF_FILES.get(file) ?? { version: 0, changing: 0 };
  NAMES_OF_FILES.set(file, names);
  return names;
}

/** What a transaction knows of the names that were there when it began. */
interface Session {
  readonly version: number;
  readonly remembered: ReadonlyMap<string, Promise<unknown>>;
  /** What it has read by itself. */
  readonly read: Map<string, Promise<unknown>>;
  hasUsed: boolean;
  changesNames: boolean;
}

const SESSIONS = new WeakMap<DuckDBConnection, Session>();

/**
 * Something that hangs on names alone (ids of runs, videos and their places, models and their labels, numbers of labels): read
 * once, and remembered until a transaction changes names. What hangs on rows as they arrive must not be asked for so.
 *
 * @param key - tells it from all others
 */
export function remembered<T>(connection: DuckDBConnection, key: string, read: () => Promise<T>): Promise<T> {
  const session = SESSIONS.get(connection);
  if (!session) return read();
  const known = session.remembered.get(key);
  if (known !== undefined) session.hasUsed = true;
  const value = (known ?? session.read.get(key)) as Promise<T> | undefined;
  if (value !== undefined) return value;
  const reading = read();
  session.read.set(key, reading);
  return reading;
}

/** Says of a transaction that was to leave all names as they are that it changes some. */
export function changesNames(connection: DuckDBConnection): void {
  const session = SESSIONS.get(connection);
  if (session) session.changesNames = true;
}

interface ReadingSteps<T> {
  readonly begin: () => Promise<unknown>;
  readonly work: () => Promise<T>;
}

interface WritingSteps<T> {
  readonly areKept: boolean;
  readonly work: () => Promise<T>;
  readonly commit: () => Promise<unknown>;
}

/** Remembers what questions and transactions read of the names in a file. */
export class NameMemory {
  readonly #names: Names;
  #version = -1;
  #remembered = new Map<string, Promise<unknown>>();

  /** @param path - of the file */
  constructor(path: string) {
    this.#names = namesOf(path);
  }

  /**
   * Does a piece of work in a transaction that only reads. If names are changed meanwhile, what was remembered may be another
   * moment's than what the transaction reads: then the work is done again, and reads everything itself.
   */
  async whileReading<T>(connection: DuckDBConnection, { begin, work }: ReadingSteps<T>): Promise<T> {
    const session = this.#begin(connection);
    await begin();
    if (!session) return work();
    try {
      const [answer] = await Promise.allSettled([work()]);
      const isOurs = answer.status === 'fulfilled' || answer.reason instanceof FramefleetError;
      if (this.#isAsItWas(session)) this.#keep(session);
      else if (session.hasUsed && isOurs) {
        SESSIONS.delete(connection);
        return await work();
      }
      if (answer.status === 'rejected') throw answer.reason;
      return answer.value;
    } finally {
      SESSIONS.delete(connection);
    }
  }

  /**
   * Does a piece of work and its commit, in a transaction that writes; one at a time.
   *
   * @param steps - `areKept`: it leaves all names as they are, unless it says otherwise by `changesNames`
   */
  async whileWriting<T>(connection: DuckDBConnection, { areKept, work, commit }: WritingSteps<T>): Promise<T> {
    const session = areKept ? this.#begin(connection) : null;
    try {
      const result = await work();
      if (session === null || session.changesNames) await this.changing(commit);
      else {
        await commit();
        if (this.#isAsItWas(session)) this.#keep(session);
      }
      return result;
    } finally {
      SESSIONS.delete(connection);
    }
  }

  /** Forgets everything: the names may be others when `change` has ended, however it ends. */
  async changing<T>(change: () => Promise<T>): Promise<T> {
    this.#names.changing += 1;
    try {
      return await change();
    } finally {
      this.#names.changing -= 1;
      this.#names.version += 1;
    }
  }

  #begin(connection: DuckDBConnection): Session | null {
    const { version, changing } = this.#names;
    if (changing > 0) return null;
    if (version !== this.#version || this.#remembered.size > MOST_REMEMBERED) {
      this.#version = version;
      this.#remembered = new Map();
    }
    const session = { version, remembered: this.#remembered, read: new Map(), hasUsed: false, changesNames: false };
    SESSIONS.set(connection, session);
    return session;
  }

  #isAsItWas({ version }: Session): boolean {
    return this.#names.version === version && this.#names.changing === 0;
  }

  #keep({ version, read }: Session): void {
    if (version !== this.#version) return;
    const remembered = this.#remembered;
    for (const [key, value] of read) {
      value.then(
        () => remembered.set(key, value),
        () => undefined, // who asked has the error
      );
    }
  }
}
