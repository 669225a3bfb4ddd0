import { constants } from 'node:fs';
import { copyFile, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { StoreError } from '../../shared/errors.ts';

/** After so long nobody goes back to the version before. */
const KEPT_MS = 7 * 24 * 3600 * 1000;

/**
 * Copies a store that nobody has open, before it is brought to another version: `detections.duckdb` of version 2 to
 * `detections.duckdb.v2`. On file systems that can, the copy shares the store's blocks.
 *
 * @throws {StoreError} `STORE_UNWRITABLE` where there is no room for it; the store is as it was
 */
export async function copyStore(path: string, version: number): Promise<void> {
  const { size } = await stat(path);
  const { bavail, bsize } = await statfs(dirname(path));
  const copy = `${path}.v${version}`;
  try {
    if (bavail * bsize < size) throw new Error(`room for ${bavail * bsize} bytes`);
    await copyFile(path, `${copy}.part`, constants.COPYFILE_FICLONE);
    await rename(`${copy}.part`, copy);
  } catch (cause) {
    await rm(`${copy}.part`, { force: true });
    throw new StoreError(
      'STORE_UNWRITABLE',
      `Expected room for a copy of the store (\`${copy}\`, ${size} bytes) before it is brought up to date, got: ${(cause as Error).message}. Make room, and ask again.`,
      { cause },
    );
  }
}

/** Copies that lie beside a store, the latest version last. */
export async function copiesOf(path: string): Promise<string[]> {
  const name = `${basename(path)}.v`;
  const names = await readdir(dirname(path)).catch(() => []);
  const versionOf = (copy: string) => Number(copy.slice(name.length));
  const copies = names.filter((copy) => copy.startsWith(name) && versionOf(copy) > 0);
  return copies.sort((one, other) => versionOf(one) - versionOf(other)).map((copy) => join(dirname(path), copy));
}

/** Deletes the copies of a store that are a week old. */
export async function deleteOldCopies(path: string): Promise<void> {
  for (const copy of await copiesOf(path)) {
    const facts = await stat(copy).catch(() => null);
    if (facts && Date.now() - facts.mtimeMs > KEPT_MS) await rm(copy, { force: true });
  }
}
