import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ConfigError, messageOf, OutputError } from '../../shared/errors.ts';

/**
 * The text of a file.
 *
 * @returns empty where there is none
 * @throws {ConfigError} `CONFIG_INVALID` where it cannot be read
 */
export async function readIfThere(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return '';
    throw new ConfigError('CONFIG_INVALID', `Expected to read \`${path}\`, got: ${messageOf(cause)}.`, { cause });
  });
}

/**
 * Writes a file anew, whole or not at all, and on the disk when it returns; of a link what it leads to.
 *
 * @throws {OutputError} `OUTPUT_UNWRITABLE`: what was there before is there still
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const target = await realpath(path).catch(() => path); // there is none yet
  const partial = join(dirname(target), `.${basename(target)}-${randomBytes(6).toString('hex')}`);
  try {
    await mkdir(dirname(target), { recursive: true });
    const file = await open(partial, 'wx');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, target);
  } catch (cause) {
    await rm(partial, { force: true }).catch(() => undefined); // the fault below is the one to tell
    throw new OutputError('OUTPUT_UNWRITABLE', `Expected to write \`${path}\`, got: ${messageOf(cause)}.`, { cause });
  }
}

/** Runs what it is given one after the other. */
export class OneByOne {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work, work);
    this.#last = next.catch(() => undefined); // who asked for it hears of it
    return next;
  }
}
