import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { ConfigError, FramefleetError, messageOf, OutputError } from '../../shared/errors.ts';
import { BufferedFile } from './buffered-file.ts';
import type { ExportFile, ExportTarget } from './export-source.ts';

/** An export under way: it is written beside its place, and moved there once it is whole. */
export class PartialOutput implements ExportTarget {
  /** Where it is written meanwhile; nothing is there yet of an export that is one file. */
  readonly path: string;
  readonly #final: string;
  readonly #isFolder: boolean;
  readonly #open = new Set<BufferedFile>();
  readonly #folders = new Set<string>();

  private constructor(final: string, isFolder: boolean) {
    this.#final = resolve(final);
    this.#isFolder = isFolder;
    this.path = join(dirname(this.#final), `.${basename(this.#final)}-${randomBytes(6).toString('hex')}`);
  }

  /**
   * @param final - a file that is there is replaced once the new one is whole; a folder has to be new or empty
   * @throws {ConfigError} `CONFIG_INVALID` where something else is in its place
   * @throws {OutputError} `OUTPUT_UNWRITABLE`
   */
  static async open(final: string, isFolder: boolean): Promise<PartialOutput> {
    const output = new PartialOutput(final, isFolder);
    await output.#requirePlace();
    if (isFolder) await translated(output.#final, () => mkdir(output.path));
    else await requireRoom(dirname(output.#final), output.#final);
    return output;
  }

  /**
   * Writes an export, which is in its place once it is whole, and not at all where anything goes wrong.
   *
   * @returns what `write` does
   * @throws as `open`, and what `write` throws
   */
  static async whole<T>(final: string, isFolder: boolean, write: (output: PartialOutput) => Promise<T>): Promise<T> {
    const output = await PartialOutput.open(final, isFolder);
    try {
      const written = await write(output);
      await output.commit();
      return written;
    } finally {
      await output.discard();
    }
  }

  file(path: string): Promise<ExportFile> {
    return translated(this.#final, async () => {
      const file = path === '' ? this.path : join(this.path, path);
      await this.#makeFolder(dirname(file));
      const buffered: BufferedFile = new BufferedFile(await open(file, 'wx'), () => this.#open.delete(buffered));
      this.#open.add(buffered);
      return buffered;
    });
  }

  /** Moves what was written to its place. */
  commit(): Promise<void> {
    return translated(this.#final, async () => {
      if (this.#open.size > 0) throw new Error('a file is still being written');
      await rename(this.path, this.#final);
    });
  }

  /** Removes what was written, unless it is in its place. */
  async discard(): Promise<void> {
    for (const file of this.#open) await file.abandon();
    await rm(this.path, { recursive: true, force: true });
  }

  async #makeFolder(folder: string): Promise<void> {
    if (!this.#isFolder || this.#folders.has(folder)) return;
    await mkdir(folder, { recursive: true });
    this.#folders.add(folder);
  }

  async #requirePlace(): Promise<void> {
    const refuse = (expected: string, got: string) =>
      new ConfigError('CONFIG_INVALID', `Expected \`--output\` to be ${expected}, got \`${this.#final}\`: ${got}.`);
    const parent = await stat(dirname(this.#final)).catch(() => null);
    if (!parent?.isDirectory()) throw refuse('in a folder that is there', 'there is none');
    const facts = await stat(this.#final).catch(() => null);
    if (facts === null) return;
    if (!this.#isFolder && facts.isDirectory()) throw refuse('a file', 'a folder');
    if (!this.#isFolder) return;
    if (!facts.isDirectory()) throw refuse('a new or empty folder', 'a file');
    const files = await translated(this.#final, () => readdir(this.#final));
    if (files.length > 0) throw refuse('a new or empty folder', 'it holds files');
  }
}

/**
 * Makes sure that a folder takes files, before costly work is done for them: rights alone do not tell.
 *
 * @param final - what is to lie in it, or itself
 * @throws {OutputError} `OUTPUT_UNWRITABLE`
 */
export async function requireRoom(folder: string, final = folder): Promise<void> {
  const draft = join(folder, `.draft-${randomBytes(6).toString('hex')}`);
  await translated(final, async () => {
    await writeFile(draft, '', { flag: 'wx' });
    await rm(draft);
  });
}

/** What an export is written for, with errors of the file system in our own words. */
export async function translated<T>(final: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof FramefleetError) throw cause;
    const message = `Expected \`${final}\` to take what is exported, got: ${messageOf(cause)}.`;
    throw new OutputError('OUTPUT_UNWRITABLE', message, { cause });
  }
}
