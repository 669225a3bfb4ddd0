import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { ModelError, messageOf } from '../../shared/errors.ts';

/** No definition of a network, and no list of labels, is longer. */
const MAX_BYTES = 16 * 2 ** 20;

/**
 * The bytes of a cfg or names file; of a longer one, or one without end, no more is read than that.
 *
 * @throws {ModelError} `MODEL_NOT_FOUND`; `MODEL_INVALID` for more than 16 MiB
 */
export async function readTextFile(path: string): Promise<Buffer> {
  const parts: Buffer[] = [];
  try {
    for await (const part of createReadStream(path, { end: MAX_BYTES })) parts.push(part as Buffer);
  } catch (cause) {
    const message = `Expected \`${path}\` to be a readable file, got: ${messageOf(cause)}.`;
    throw new ModelError('MODEL_NOT_FOUND', message, { cause });
  }
  const bytes = Buffer.concat(parts);
  if (bytes.length <= MAX_BYTES) return bytes;
  throw new ModelError('MODEL_INVALID', `${basename(path)}: expected at most ${MAX_BYTES / 2 ** 20} MiB, got more.`);
}
