/** Writes a message to stderr, whole lines. */
export function say(message: string): void {
  process.stderr.write(`${message}\n`);
}
