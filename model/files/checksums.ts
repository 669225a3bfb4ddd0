import { open, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { makeFolder } from './make-folder.ts';

/** CRC-32 by file name. */
export type Checksums = Readonly<Record<string, number>>;

const BLOCK_BYTES = 2 ** 20;

/**
 * CRC-32 of some files of a folder.
 *
 * @throws when one cannot be read
 */
export async function checksumsOf(folder: string, names: readonly string[]): Promise<Checksums> {
  const checksums: Record<string, number> = {};
  for (const name of names) checksums[name] = await checksumOf(join(folder, name));
  return checksums;
}

/**
 * Whether files are byte for byte what was written.
 *
 * Reading all of a model takes 0.1 s, too long for every worker's start. So they are read once, and again when one is another,
 * was touched since, or the machine was started anew: a crash leaves files that are long enough and hold nothing.
 *
 * @param record - a file that remembers what was found to be right; where it cannot be written, all is read each time
 */
export async function verifyChecksums(folder: string, checksums: Checksums, record: string): Promise<boolean> {
  try {
    const state = await stateOf(folder, checksums);
    if (state !== null && state === (await readFile(record, 'utf8').catch(() => null))) return true;
    const found = await checksumsOf(folder, Object.keys(checksums));
    if (Object.entries(checksums).some(([name, checksum]) => found[name] !== checksum)) return false;
    if (state !== null) await remember(record, state);
    return true;
  } catch {
    return false; // one is absent
  }
}

async function remember(record: string, state: string): Promise<void> {
  try {
    await makeFolder(dirname(record));
    await writeFile(record, state);
  } catch {
    // It is read in full the next time too.
  }
}

/**
 * What changes whenever a file is written, whatever its times are set to; `null` where the system does not tell when it was started.
 *
 * @throws when a file cannot be looked at
 */
async function stateOf(folder: string, checksums: Checksums): Promise<string | null> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => null);
  if (boot === null) return null;
  const files = Object.entries(checksums).map(async ([name, checksum]) => {
    const { ino, size, mtimeNs, ctimeNs } = await stat(join(folder, name), { bigint: true });
    return [name, checksum, ino, size, mtimeNs, ctimeNs].join(' ');
  });
  return JSON.stringify([boot.trim(), ...(await Promise.all(files))]);
}

async function checksumOf(path: string): Promise<number> {
  const file = await open(path);
  try {
    // A stream would leave a new block to the garbage collector for each that it reads.
    const block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
    for (let checksum = 0; ; ) {
      const { bytesRead } = await file.read(block, 0, BLOCK_BYTES);
      if (bytesRead === 0) return checksum;
      checksum = crc32(block.subarray(0, bytesRead), checksum);
    }
  } finally {
    await file.close();
  }
}
