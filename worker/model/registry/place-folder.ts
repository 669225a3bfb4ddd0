import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const ABANDONED_AFTER_MS = 6 * 3600 * 1000;

/**
 * Makes a folder that is there whole or not at all: it is filled beside its place and then renamed.
 *
 * A folder that stands there already is replaced, unless it is to be kept. Several processes may do this at once.
 *
 * @param isKept - whether the folder that stands there is as good: another process may use it already
 */
export async function placeFolder(
  target: string,
  fill: (folder: string) => Promise<void>,
  isKept: () => Promise<boolean> = async () => false,
): Promise<void> {
  const parent = dirname(target);
  await mkdir(parent, { recursive: true });
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

async function moveInto(temporary: string, target: string, isKept: () => Promise<boolean>): Promise<void> {
  for (;;) {
    try {
      return await rename(temporary, target);
    } catch (error) {
      if (!isCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
    }
    if (await isKept()) return;
    const former = `${temporary}-former`;
    try {
      await rename(target, former);
    } catch (error) {
      // Another process has just taken it away.
      if (!isCode(error, 'ENOENT')) throw error;
    }
    await rm(former, { recursive: true, force: true });
  }
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
