import { readFile, stat, utimes, writeFile } from 'node:fs/promises';

/** Changes one bit in the middle of a file, which stays as long as it is, and as old. */
export async function flipBit(path: string): Promise<void> {
  const { atime, mtime } = await stat(path);
  const bytes = await readFile(path);
  bytes[bytes.length >> 1]! ^= 1;
  await writeFile(path, bytes);
  await utimes(path, atime, mtime);
}
