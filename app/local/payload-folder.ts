import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logging.ts';
import { requireOwnFolder } from './own-folder.ts';

/** Where Linux keeps files in memory, and how folders of ours begin there. */
const SHARED_MEMORY = '/dev/shm';
const PREFIX = join(SHARED_MEMORY, 'framefleet-');
/** What `statfs` calls a file system that lies in memory (`TMPFS_MAGIC`). */
const TMPFS = 0x01021994;

/**
 * Where the pixels of a home's recordings wait for workers, in memory that all processes see as files: they are copied in and out of
 * it once, and not through two sockets and Redis.
 *
 * @param note - file in a folder of this user's alone that tells where it is; as of `homePaths`
 * @returns `null` where there is none that is this user's alone: then Redis holds all pixels
 */
export async function findPayloadFolder(note: string): Promise<string | null> {
  const folder = await readFile(note, 'utf8').catch(() => null);
  if (!folder?.startsWith(PREFIX)) return null;
  return (await requireOwnFolder(folder, { make: false }).catch(() => false)) ? folder : null;
}

/** As `findPayloadFolder`; makes it where it is not there, under a name that nobody could know before. */
export async function makePayloadFolder(note: string, log: Logger): Promise<string | null> {
  const before = await findPayloadFolder(note);
  if (before !== null) return before;
  try {
    const memory = await statfs(SHARED_MEMORY).catch(() => null);
    if (memory?.type !== TMPFS) return null;
    const folder = `${PREFIX}${randomUUID()}`;
    await writeFile(note, folder, { mode: 0o600 }); // first: whoever is killed in between leaves no folder that nobody knows
    await mkdir(folder, { mode: 0o700 });
    return folder;
  } catch (error) {
    log.warn({ reason: messageOf(error) }, 'pixels go through Redis');
    return null;
  }
}

/** Deletes it, with what is left in it. */
export async function removePayloadFolder(folder: string, note: string, log: Logger): Promise<void> {
  try {
    await rm(note, { force: true });
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    log.warn({ reason: messageOf(error), folder }, 'pixels stay in memory');
  }
}
