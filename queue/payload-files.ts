import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A file that no payload refers to may be one whose chunk is about to be put; who puts it after this time sends its frames again. */
const ORPHAN_AGE_MS = 60_000;

const NAME = /^[0-9a-f-]{36}\.pixels$/;
/** Of what a process or the system has too little at a moment, and more at another. */
const SHORTAGES = new Set(['EMFILE', 'ENFILE', 'ENOMEM']);

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

/**
 * @returns the bytes, in memory of their own; `null` when the file is gone, or is none of this user's
 * @throws where the system has too little of something at the moment
 */
export async function readPayloadFile(path: string): Promise<Uint8Array | null> {
  let file: FileHandle | null = null;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const facts = await file.stat();
    if (!facts.isFile() || facts.uid !== process.geteuid?.()) return null;
    const bytes = Buffer.allocUnsafeSlow(facts.size);
    let at = 0;
    while (at < bytes.byteLength) {
      const { bytesRead } = await file.read(bytes, at, bytes.byteLength - at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    return bytes.subarray(0, at);
  } catch (error) {
    if (SHORTAGES.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return null;
  } finally {
    await file?.close();
  }
}

/** Deletes the file, if it is there. */
export async function deletePayloadFile(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** Makes the folder again where it is gone, as some systems delete what a user has in memory when he logs out. */
export async function remakePayloadFolder(folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o700 }).catch(() => undefined); // it is there
}

/** @returns files that have lain in the folder for so long that a payload would refer to them */
export async function oldPayloadFiles(folder: string): Promise<string[]> {
  const now = Date.now();
  const old: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isFile() || !NAME.test(entry.name)) continue; // none of ours
    const path = join(folder, entry.name);
    const facts = await stat(path).catch(() => null); // it may be gone
    if (facts !== null && now - facts.mtimeMs > ORPHAN_AGE_MS) old.push(path);
  }
  return old;
}
