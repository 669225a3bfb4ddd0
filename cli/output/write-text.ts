import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { isReaderGone, outputError } from './print.ts';

/**
 * Writes text as fast as its reader takes it; a reader that has gone (`| head`) ends it quietly.
 *
 * @throws {OutputError} `OUTPUT_UNWRITABLE` when it cannot be written, on a full disk for one
 */
export async function writeText(pieces: AsyncIterable<string>, output: Writable): Promise<void> {
  const broken = new AbortController();
  const fail = (error: unknown): void => broken.abort(error);
  output.on('error', fail); // stays: EPIPE may come after the last write
  for await (const piece of pieces) {
    const isTaken = written(piece, output, fail);
    if (!isTaken && !broken.signal.aborted)
      await once(output, 'drain', { signal: broken.signal }).catch(() => undefined);
    if (broken.signal.aborted) break;
  }
  if (!broken.signal.aborted) await new Promise((resolve) => output.write('', resolve));
  if (broken.signal.aborted && !isReaderGone(broken.signal.reason)) throw outputError(broken.signal.reason);
}

/** @returns whether more may come at once */
function written(piece: string, output: Writable, fail: (error: unknown) => void): boolean {
  try {
    return output.write(piece);
  } catch (error) {
    fail(error); // files are written at once
    return false;
  }
}
