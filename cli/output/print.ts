import { once } from 'node:events';
import { messageOf, OutputError } from '../../shared/errors.ts';
import { harmless } from '../../shared/harmless.ts';

/** Aborted when nothing more can be written to stdout, with the reason. */
const broken = new AbortController();
process.stdout.on('error', (error) => broken.abort(error));

/**
 * Writes a text for people to stdout, fit for a terminal also behind a pager. Where nothing more can be written (a reader that has gone, as in `| head`; a full disk), what is under way goes
 * on, and no more is printed.
 *
 * @returns whether more may come at once
 */
export function print(text: string): boolean {
  return write(harmless(text));
}

function write(text: string): boolean {
  return !broken.signal.aborted && process.stdout.write(text);
}

/** Prints a value as JSON on a line of its own. */
export function printJson(value: unknown): void {
  print(`${JSON.stringify(value)}\n`);
}

/** Prints a result: as JSON, or as a report for people. */
export function printReport<T>(result: T, isJson: boolean, report: (result: T) => string): void {
  if (isJson) printJson(result);
  else print(report(result));
}

/** Prints data as fast as their reader takes them, until there is nobody to take them; as they are, except to a terminal. */
export async function printAll(pieces: AsyncIterable<string>): Promise<void> {
  const { signal } = broken;
  for await (const piece of pieces) {
    const isTaken = write(process.stdout.isTTY ? harmless(piece) : piece);
    if (!isTaken && !signal.aborted) await once(process.stdout, 'drain', { signal }).catch(() => undefined);
    if (signal.aborted) return;
  }
}

/** Why not all was printed; `null` when all was, or when its reader wanted no more. */
export function outputFailure(): OutputError | null {
  const { aborted, reason: cause } = broken.signal;
  if (!aborted || (cause as NodeJS.ErrnoException).code === 'EPIPE') return null;
  const message = `Expected stdout to take what is printed, got: ${messageOf(cause)}.`;
  return new OutputError('OUTPUT_UNWRITABLE', message, { cause });
}
