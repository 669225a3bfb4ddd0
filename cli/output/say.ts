import { harmless } from '../../shared/harmless.ts';

// What nobody takes is lost: there is no other place to say so.
process.stderr.on('error', () => undefined);

/** Writes a message to stderr, whole lines. */
export function say(message: string): void {
  process.stderr.write(`${harmless(message)}\n`);
}
