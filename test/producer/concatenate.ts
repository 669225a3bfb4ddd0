import { readFile, writeFile } from 'node:fs/promises';

/** Joins files byte by byte, as `cat` does. */
export async function concatenate(target: string, sources: readonly string[]): Promise<void> {
  await writeFile(target, Buffer.concat(await Promise.all(sources.map((source) => readFile(source)))));
}
