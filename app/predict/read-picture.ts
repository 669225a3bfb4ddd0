import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { InputError, messageOf } from '../../shared/errors.ts';
import { MAX_PICTURE_BYTES } from '../../shared/picture.ts';

/** What names standard input. */
export const STDIN = '-';

/**
 * A picture's bytes, of a file or of standard input.
 *
 * @throws {InputError} `INPUT_NOT_FOUND`; `INPUT_UNREADABLE`, also for more than `MAX_PICTURE_BYTES`
 */
export async function readPicture(name: string, stdin: Readable): Promise<Uint8Array> {
  if (name === STDIN) return bounded(name, stdin);
  const file = await open(name).catch((cause: NodeJS.ErrnoException) => {
    const code = cause.code === 'ENOENT' ? 'INPUT_NOT_FOUND' : 'INPUT_UNREADABLE';
    throw new InputError(code, `Expected \`${name}\` to be a picture, got: ${messageOf(cause)}.`, { cause });
  });
  return bounded(name, file.createReadStream());
}

async function bounded(name: string, stream: Readable): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const piece of stream as AsyncIterable<Uint8Array>) {
      bytes += piece.byteLength;
      if (bytes > MAX_PICTURE_BYTES) throw new Error(`more than ${MAX_PICTURE_BYTES / 2 ** 20} MiB`);
      pieces.push(piece);
    }
  } catch (cause) {
    throw new InputError('INPUT_UNREADABLE', `Expected \`${name}\` to be a picture, got: ${messageOf(cause)}.`, {
      cause,
    });
  }
  return Buffer.concat(pieces);
}
