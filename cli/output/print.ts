import { messageOf, OutputError } from '../../shared/errors.ts';
import { harmless } from './harmless.ts';

let failure: unknown = null;
let isWatched = false;

/**
 * Writes to stdout. Where nothing more can be written (a reader that has gone, as in `| head`; a full disk), what is under way goes
 * on, and no more is printed.
 */
export function print(text: string): void {
  if (!isWatched) process.stdout.on('error', fail);
  isWatched = true;
  if (failure !== null) return;
  try {
    process.stdout.write(harmless(text));
  } catch (error) {
    fail(error); // files are written at once
  }
}

/** Why not all was printed; `null` when all was, or when the reader wanted no more. */
export function outputFailure(): OutputError | null {
  return failure === null || isReaderGone(failure) ? null : outputError(failure);
}

export function isReaderGone(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EPIPE';
}

export function outputError(cause: unknown): OutputError {
  const message = `Expected stdout to take what is printed, got: ${messageOf(cause)}.`;
  return new OutputError('OUTPUT_UNWRITABLE', message, { cause });
}

/** Prints a value as JSON on a line of its own. */
export function printJson(value: unknown): void {
  print(`${JSON.stringify(value)}\n`);
}

function fail(error: unknown): void {
  failure ??= error;
}
