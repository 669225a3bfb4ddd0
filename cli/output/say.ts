import { harmless } from './harmless.ts';

let isWatched = false;

/** Writes a message to stderr, whole lines; where nobody takes it, it is lost. */
export function say(message: string): void {
  if (!isWatched) process.stderr.on('error', () => undefined);
  isWatched = true;
  try {
    process.stderr.write(`${harmless(message)}\n`);
  } catch {
    // a file on a full disk; what can be said of it, nobody would read either
  }
}
