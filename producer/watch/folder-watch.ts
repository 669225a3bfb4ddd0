import { open, readdir, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { InputError, messageOf } from '../../shared/errors.ts';
import { folderFiles } from '../input/folder-files.ts';
import type { Input } from '../input/inputs.ts';
import { isProgramText } from '../input/program-text.ts';
import { VIDEO_EXTENSIONS } from '../input/video-folder.ts';
import { pause } from '../pause.ts';
import { cutShort } from './cut-short.ts';
import { writtenFiles } from './written-files.ts';

export interface FolderWatchOptions {
  /** A file is complete that has not changed for so long. */
  readonly settleMs: number;
  /** Is told, in whole sentences, what keeps files from being taken. */
  readonly onNote: (text: string) => void;
}

/** What tells that a file has changed. */
interface FileState {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
}

interface SeenFile extends FileState {
  /** When it was first seen as it is, on a clock of this process: those of servers may differ. */
  since: number;
  isTaken: boolean;
  /** Whether it was told why it is not taken. */
  isTold: boolean;
  /** Whether it cannot be whole as it is, so that it need not be looked into again. */
  isCut: boolean;
}

const SHORTEST_LOOK_MS = 100;
const LONGEST_LOOK_MS = 5_000;
/** What failed for a reason that may pass is taken again so much later. */
const AGAIN_MS = 30_000;

/**
 * The videos of a folder and those below it, each once it is complete: not changed for a while, opened for writing by no process
 * that can be seen, and with an end where its container says. It looks for itself instead of being told, since servers of network
 * folders tell of no change that others make.
 */
export class FolderWatch {
  readonly #folder: string;
  readonly #options: FolderWatchOptions;
  readonly #files = new Map<string, SeenFile>();
  #isAway = false;

  constructor(folder: string, options: FolderWatchOptions) {
    this.#folder = folder;
    this.#options = options;
  }

  /**
   * The files that are complete, the oldest first; one that changes later comes again. Ends when `stop` comes.
   *
   * @throws {InputError} `INPUT_NOT_FOUND` where there is no such folder at the beginning
   */
  async *completed(stop: AbortSignal): AsyncGenerator<Input> {
    const isFolder = (await stat(this.#folder).catch(() => null))?.isDirectory() ?? false;
    if (!isFolder) throw new InputError('INPUT_NOT_FOUND', `Expected a folder to watch, got \`${this.#folder}\`.`);
    const lookMs = Math.min(LONGEST_LOOK_MS, Math.max(SHORTEST_LOOK_MS, this.#options.settleMs / 4));
    while (!stop.aborted) {
      for (const path of await this.#look()) {
        if (stop.aborted) return;
        yield { kind: 'file', source: path, uri: path };
      }
      await pause(lookMs, stop);
    }
  }

  /** Gives a file again after a while, also where it does not change. */
  again(path: string): void {
    const seen = this.#files.get(path);
    if (!seen) return;
    seen.since = performance.now() + Math.max(0, AGAIN_MS - this.#options.settleMs);
    seen.isTaken = false;
  }

  /** Those that have become complete, by the time of their last change. */
  async #look(): Promise<string[]> {
    const paths = await this.#paths();
    if (paths === null) return []; // the folder is away: what was seen of it may still hold
    const there = new Set(paths);
    for (const path of this.#files.keys()) if (!there.has(path)) this.#files.delete(path);
    for (const path of paths) this.#note(path, await stat(path).catch(() => null));
    const settled = [...this.#files].filter(([, seen]) => !seen.isTaken && !seen.isCut && this.#isSettled(seen));
    if (settled.length === 0) return [];
    const written = await writtenFiles();
    const complete: [string, SeenFile][] = [];
    for (const [path, seen] of settled) {
      if (!written.has(path) && (await this.#isComplete(path, seen))) complete.push([path, seen]);
    }
    for (const [, seen] of complete) seen.isTaken = true;
    return complete
      .sort(([a, one], [b, other]) => one.mtimeMs - other.mtimeMs || (a < b ? -1 : 1))
      .map(([path]) => path);
  }

  #isSettled({ size, since }: SeenFile): boolean {
    return size > 0 && performance.now() - since >= this.#options.settleMs;
  }

  /** Files named like videos; `null` while the folder cannot be read. */
  async #paths(): Promise<string[] | null> {
    try {
      await readdir(this.#folder);
    } catch (error) {
      if (!this.#isAway)
        this.#options.onNote(`\`${this.#folder}\` cannot be read (${messageOf(error)}); waiting for it`);
      this.#isAway = true;
      return null;
    }
    this.#isAway = false;
    const byRealPath = new Map<string, string>();
    for (const { path, realPath } of await folderFiles(this.#folder)) {
      const isNamed = VIDEO_EXTENSIONS.includes(extname(path).slice(1).toLowerCase());
      if (isNamed && realPath !== null && !byRealPath.has(realPath)) byRealPath.set(realPath, path);
    }
    return [...byRealPath.values()];
  }

  /** @returns whether it is as it was seen before */
  #note(path: string, now: FileState | null): boolean {
    const seen = this.#files.get(path);
    if (now === null) {
      this.#files.delete(path);
      return false;
    }
    const { size, mtimeMs, ino } = now;
    if (seen && seen.size === size && seen.mtimeMs === mtimeMs && seen.ino === ino) return true;
    this.#files.set(path, {
      size,
      mtimeMs,
      ino,
      since: performance.now(),
      isTaken: false,
      isTold: false,
      isCut: false,
    });
    return false;
  }

  /** Opening a file asks a server for what it knows now; what is listed may be remembered. */
  async #isComplete(path: string, seen: SeenFile): Promise<boolean> {
    const file = await open(path).catch(() => null);
    if (!file) return this.#leave(path, seen, 'it cannot be opened');
    try {
      if (!this.#note(path, await file.stat())) return false;
      const fault = await cutShort(file, seen.size);
      seen.isCut = fault !== null;
      if (fault !== null) return this.#leave(path, seen, fault);
    } finally {
      await file.close();
    }
    return !(await isProgramText(path));
  }

  #leave(path: string, seen: SeenFile, why: string): false {
    if (!seen.isTold) this.#options.onNote(`\`${path}\` is left until it changes: ${why}`);
    seen.isTold = true;
    return false;
  }
}
