import { randomBytes } from 'node:crypto';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../model/files/make-folder.ts';
import { requireRoom, translated } from '../../results/export/partial-output.ts';

/**
 * A folder that files are put into; it is made where it is not there.
 *
 * @throws {OutputError} `OUTPUT_UNWRITABLE`, also where it takes no files
 */
export async function openFolder(folder: string): Promise<void> {
  await translated(folder, () => makeFolder(folder));
  await requireRoom(folder);
}

/** A file that was written. */
export interface WrittenFile {
  readonly name: string;
  readonly bytes: number;
}

/**
 * Writes a file, and under its name it appears once it is whole.
 *
 * @param write - into the path that it gets; gives the name that the file is to have
 * @throws what `write` throws, then nothing is left; {OutputError} `OUTPUT_UNWRITABLE`
 */
export async function writeWhole(folder: string, write: (path: string) => Promise<string>): Promise<WrittenFile> {
  const draft = join(folder, `.draft-${randomBytes(6).toString('hex')}`);
  try {
    const name = await write(draft);
    return await translated(folder, async () => {
      const { size: bytes } = await stat(draft);
      await rename(draft, join(folder, name));
      return { name, bytes };
    });
  } finally {
    await rm(draft, { force: true });
  }
}

/** Writes what is held in memory, whole or not at all. @throws {OutputError} `OUTPUT_UNWRITABLE` */
export async function writeContent(folder: string, name: string, content: Uint8Array | string): Promise<void> {
  await writeWhole(folder, async (path) => {
    await translated(folder, () => writeFile(path, content, { flag: 'wx' }));
    return name;
  });
}

/** JSON for people and programs. */
export function jsonText(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
