import { readdir, readFile, stat } from 'node:fs/promises';
import { join, parse } from 'node:path';
import type { z } from 'zod';

/** What every JSON says that lies beside a video which was made here. */
export interface MadeFacts {
  readonly madeOf: string;
  readonly bytes: number;
}

/**
 * The videos in a folder that are whole, with what the JSON beside each says, by what they were made of. A JSON that is not
 * understood, or whose video is not there as it says, counts for nothing.
 *
 * @param nameOf - of the video that a JSON is about
 */
export async function madeBefore<T extends MadeFacts>(
  folder: string,
  schema: z.ZodType<T>,
  nameOf: (facts: T) => string,
): Promise<Map<string, T>> {
  const made = new Map<string, T>();
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.endsWith('.json') || name.startsWith('.')) continue;
    const { success, data } = schema.safeParse(await parsed(join(folder, name)));
    if (!success || jsonBeside(nameOf(data)) !== name) continue;
    const facts = await stat(join(folder, nameOf(data))).catch(() => null);
    if (facts?.size === data.bytes) made.set(data.madeOf, data);
  }
  return made;
}

/** What the JSON beside a video is called. */
export function jsonBeside(video: string): string {
  return `${parse(video).name}.json`;
}

async function parsed(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return null; // not ours
  }
}
