import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { messageOf, StoreError } from '../../shared/errors.ts';
import { makeFolder } from './make-folder.ts';

const ABANDONED_AFTER_MS = 6 * 3600 * 1000;

/**
 * Makes a folder that is there whole or not at all: it is filled beside its place and then renamed.
 *
 * A folder that stands there already is replaced, unless it is to be kept; of a link the link, and what it leads to stays as it is. Several processes may do this at once.
 *
 * @param isKept - whether the folder that stands there is as good: another process may use it already
 */
export async function writeFolderAtomically(
  target: string,
  fill: (folder: string) => Promise<void>,
  isKept: () => Promise<boolean> = async () => false,
): Promise<void> {
  const parent = dirname(target);
  await requireWritable(parent);
  await removeAbandoned(parent);
  const temporary = join(parent, `.${basename(target)}-${randomBytes(6).toString('hex')}`);
  await mkdir(temporary);
  try {
    await fill(temporary);
    await moveInto(temporary, target, isKept);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/**
 * Makes sure that files can be made in a folder, before costly work is done for them.
 *
 * @throws {StoreError} `STORE_UNWRITABLE`
 */
export async function requireWritable(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new StoreError(
      'STORE_UNWRITABLE',
      `Expected \`${folder}\` to be a folder that can be written, got: ${messageOf(cause)}.`,
      { cause },
    );
  }
}

async function moveInto(temporary: string, target: string, isKept: () => Promise<boolean>): Promise<void> {
  const former = `${temporary}-former`;
  try {
    while (!(await isMoved(temporary, target, 'ENOTEMPTY', 'EEXIST', 'ENOTDIR'))) {
      await rm(former, { recursive: true, force: true });
      const judged = await inodeOf(target);
      if (await isKept()) return;
      // Another process may have put a good one there meanwhile.
      if (judged === (await inodeOf(target))) await isMoved(target, former, 'ENOENT');
    }
  } finally {
    await rm(former, { recursive: true, force: true });
  }
}

/** Renames a folder; `false` when it fails for one of the reasons that another process may be. */
async function isMoved(from: string, to: string, ...reasons: readonly string[]): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (isCode(error, ...reasons)) return false;
    throw error;
  }
}

async function inodeOf(path: string): Promise<bigint | null> {
  const facts = await stat(path, { bigint: true }).catch(() => null);
  return facts?.ino ?? null;
}

/** What a killed process left behind. */
async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!/^\..+-[0-9a-f]{12}(-former)?$/.test(name)) continue;
    const path = join(parent, name);
    const facts = await stat(path).catch(() => null);
    if (facts && Date.now() - facts.mtimeMs > ABANDONED_AFTER_MS) await rm(path, { recursive: true, force: true });
  }
}

function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
