import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { ConfigError, messageOf, OutputError } from '../../shared/errors.ts';
import { LAKE_SCHEMA, LAKE_TABLES } from './lake-tables.ts';

const MANIFEST = 'framefleet-lake.json';

const manifestSchema = z.object({ format: z.literal('framefleet-lake'), schema: z.int().min(1) });

/**
 * Makes sure that a folder is a lake of this version; a new or empty one becomes one, and so does one of an older version: its runs are
 * written anew, under names of this version.
 *
 * @param isKnown - whether it was a lake before: then an empty folder is a disk that is not there, and is left alone
 * @returns the rights of the folder, which its files are to have
 * @throws {ConfigError} `CONFIG_INVALID` for a file, a folder with other things in it, and a lake of a newer version
 * @throws {OutputError} `OUTPUT_UNWRITABLE`
 */
export async function requireLake(folder: string, isKnown: boolean): Promise<number> {
  try {
    if (!isKnown) await makeFolder(folder);
    const manifest = await readManifest(folder);
    if (manifest === null) await begin(folder, isKnown);
    else if (manifest.schema > LAKE_SCHEMA) {
      throw refused(
        folder,
        `a lake of version ${LAKE_SCHEMA}`,
        `one of version ${manifest.schema}, which a newer framefleet has written`,
      );
    } else if (manifest.schema < LAKE_SCHEMA) await writeManifest(folder);
    return (await stat(folder)).mode & 0o777;
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw unwritable(folder, error);
  }
}

/** What a lake is written for, with errors of the file system and of DuckDB in our own words. */
export function unwritable(folder: string, cause: unknown): OutputError {
  if (cause instanceof OutputError) return cause;
  const message = `Expected the lake \`${folder}\` to take what is written, got: ${messageOf(cause)}.`;
  return new OutputError('OUTPUT_UNWRITABLE', message, { cause });
}

async function makeFolder(folder: string): Promise<void> {
  const facts = await stat(folder).catch(() => null);
  if (facts?.isDirectory()) return;
  if (facts !== null) throw refused(folder, 'a folder', 'a file');
  const parent = await stat(dirname(folder)).catch(() => null);
  if (!parent?.isDirectory()) throw refused(folder, 'in a folder that is there', 'no such folder');
  await mkdir(folder);
}

async function readManifest(folder: string): Promise<z.output<typeof manifestSchema> | null> {
  const path = join(folder, MANIFEST);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const { success, data } = manifestSchema.safeParse(jsonOf(text));
  if (success) return data;
  throw refused(folder, `a lake, whose \`${MANIFEST}\` says so`, 'one that is not understood');
}

async function begin(folder: string, isKnown: boolean): Promise<void> {
  if (isKnown) {
    throw new Error(
      `it is the lake no more that it was: its \`${MANIFEST}\` is gone. Put it back, or begin a new lake by a new start`,
    );
  }
  const others = (await readdir(folder)).filter((name) => !name.startsWith('.') && name !== 'lost+found');
  if (others.length > 0) throw refused(folder, 'a lake, or a new or empty folder', 'one that holds other files');
  await writeManifest(folder);
}

async function writeManifest(folder: string): Promise<void> {
  const tables = Object.fromEntries(
    LAKE_TABLES.map(({ name, columns }) => [
      name,
      Object.fromEntries(columns.map((column) => [column.name, column.type])),
    ]),
  );
  const partitions = { day: 'DATE', video_id: 'VARCHAR' };
  const manifest = { format: 'framefleet-lake', schema: LAKE_SCHEMA, timeZone: 'UTC', partitions, tables };
  const partial = join(folder, `.${MANIFEST}-${randomBytes(6).toString('hex')}`);
  await writeFile(partial, `${JSON.stringify(manifest, null, 2)}\n`);
  await rename(partial, join(folder, MANIFEST));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // it is no manifest
  }
}

function refused(folder: string, expected: string, got: string): ConfigError {
  return new ConfigError('CONFIG_INVALID', `Expected \`${folder}\` to be ${expected}, got ${got}.`);
}
