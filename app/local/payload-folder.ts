import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { messageOf } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logging.ts';
import { requireOwnFolder } from './own-folder.ts';

/** What `statfs` calls a file system that lies in memory (Linux, `TMPFS_MAGIC`). */
const TMPFS = 0x01021994;

/**
 * Where the pixels of this home's recordings wait for workers, in memory that all processes see as files: they are copied
 * in and out of it once, and not through two sockets and Redis.
 *
 * @param folder - as of `homePaths`
 * @param options.make - whether it is made where it is not there
 * @returns `null`, and Redis holds all pixels, where the system has no such memory or the folder is not this user's alone
 */
export async function ownPayloadFolder(
  folder: string,
  { make, log }: { readonly make: boolean; readonly log: Logger },
): Promise<string | null> {
  try {
    const memory = await statfs(dirname(folder)).catch(() => null);
    if (memory?.type !== TMPFS) return null;
    return (await requireOwnFolder(folder, { make })) ? folder : null;
  } catch (error) {
    log.warn({ reason: messageOf(error) }, 'pixels go through Redis');
    return null;
  }
}
