import { open, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { OPTIMIZED_GRAPH, OPTIMIZED_WEIGHTS } from './optimized-files.ts';

/** Beside an optimised graph: CRC-32 of each of its files. */
const CHECKSUMS_FILE = 'sealed.json';

/** Beside it too: the files whose bytes were last found to be right, as the system tells one state of a file from another. */
const CHECKED_FILE = 'checked.json';

const BLOCK_BYTES = 2 ** 20;

/** Writes down what the files of an optimised graph hold, so that damage shows. */
export async function writeChecksums(folder: string): Promise<void> {
  await writeFile(join(folder, CHECKSUMS_FILE), await checksumsOf(folder));
}

/**
 * Whether an optimised graph is byte for byte what was written.
 *
 * Reading all of it takes 0.1 s, too long for every worker's start. So it is read once, and again when a file is another,
 * was touched since, or the machine was started anew: a crash leaves files that are long enough and hold nothing.
 */
export async function verifyChecksums(folder: string): Promise<boolean> {
  try {
    const seal = await readFile(join(folder, CHECKSUMS_FILE), 'utf8');
    const state = await stateOf(folder);
    const record = join(folder, CHECKED_FILE);
    if (state !== null && state === (await readFile(record, 'utf8').catch(() => null))) return true;
    if (seal !== (await checksumsOf(folder))) return false;
    // Where it cannot be written, it is read in full each time.
    if (state !== null) await writeFile(record, state).catch(() => undefined);
    return true;
  } catch {
    return false; // absent, or damaged: it is made again
  }
}

/**
 * What changes whenever a file is written, whatever its times are set to; `null` where the system does not tell when it was started.
 *
 * @throws when a file cannot be looked at
 */
async function stateOf(folder: string): Promise<string | null> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => null);
  if (boot === null) return null;
  const files = [CHECKSUMS_FILE, OPTIMIZED_GRAPH, OPTIMIZED_WEIGHTS].map(async (name) => {
    const facts = await ifThere(stat(join(folder, name), { bigint: true }));
    return facts && [name, facts.ino, facts.size, facts.mtimeNs, facts.ctimeNs].join(' ');
  });
  return JSON.stringify([boot.trim(), ...(await Promise.all(files))]);
}

/** CRC-32 by file name, as JSON. */
async function checksumsOf(folder: string): Promise<string> {
  const files: Record<string, number> = {};
  for (const name of [OPTIMIZED_GRAPH, OPTIMIZED_WEIGHTS]) {
    const checksum = await checksumOf(join(folder, name));
    if (checksum !== null) files[name] = checksum;
  }
  return JSON.stringify(files);
}

/** `null` where there is no such file. */
async function ifThere<T>(found: Promise<T>): Promise<T | null> {
  return found.catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}

/** `null` when there is no such file: a small graph has no weights beside it. */
async function checksumOf(path: string): Promise<number | null> {
  const file = await ifThere(open(path));
  if (!file) return null;
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
