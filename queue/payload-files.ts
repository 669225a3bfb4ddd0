import { randomUUID } from 'node:crypto';
import { open, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** A file that no payload refers to may be one whose chunk is about to be put; after this time nobody puts it any more. */
const ORPHAN_AGE_MS = 60_000;

/** A name for the payload of a chunk that is put: of its own for each try, so that whoever gives one up deletes nobody else's. */
export function payloadPath(folder: string): string {
  return join(folder, `${randomUUID()}.pixels`);
}

/**
 * Writes a payload into a file that only this user may read.
 *
 * @returns whether it is there; not where the folder is gone or has no room
 */
export async function writePayloadFile(path: string, payload: Uint8Array): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      for (let at = 0; at < payload.byteLength; ) {
        at += (await file.write(payload, at, payload.byteLength - at)).bytesWritten;
      }
    } finally {
      await file.close();
    }
    return true;
  } catch {
    await deletePayloadFile(path).catch(() => undefined); // why it could not be written says more, and Redis takes it
    return false;
  }
}

/** @returns the bytes, in memory of their own; `null` when the file is gone */
export async function readPayloadFile(path: string): Promise<Uint8Array | null> {
  const file = await open(path, 'r').catch(nullIfGone);
  if (file === null) return null;
  try {
    const bytes = Buffer.allocUnsafeSlow((await file.stat()).size);
    let at = 0;
    while (at < bytes.byteLength) {
      const { bytesRead } = await file.read(bytes, at, bytes.byteLength - at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    return bytes.subarray(0, at);
  } finally {
    await file.close();
  }
}

/** Deletes the file, if it is there. */
export async function deletePayloadFile(path: string): Promise<void> {
  await unlink(path).catch(nullIfGone);
}

/** @returns files that have lain in the folder for so long that a payload would refer to them */
export async function oldPayloadFiles(folder: string): Promise<string[]> {
  const names = (await readdir(folder).catch(nullIfGone)) ?? [];
  const now = Date.now();
  const old: string[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const facts = await stat(path).catch(nullIfGone);
    if (facts !== null && now - facts.mtimeMs > ORPHAN_AGE_MS) old.push(path);
  }
  return old;
}

function nullIfGone(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
