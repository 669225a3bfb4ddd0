import { type DestinationStream, type Logger, pino } from 'pino';
import { harmless } from './harmless.ts';

export type { Logger };

/** Letters of an error's message or stack that are logged. */
const MOST_LETTERS = 2_000;

/**
 * A JSON logger; what a name or an error holds cannot drive the terminal that shows it. Children carry the fixed keys `runId, videoId, chunkId, workerId`. Pixels are never logged: of an error no more than its kind, message and stack, since a failed command of Redis holds what it was to write, or a password.
 *
 * @param destination - stdout for services, stderr for the command line
 */
export function createLogger(service: string, level: string, destination: DestinationStream): Logger {
  const format = { base: { service }, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: loggableError } };
  return pino({ level, ...format, hooks: { streamWrite: harmless } }, destination);
}

/** What is logged of an error. */
function loggableError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { type, message, stack, code } = pino.stdSerializers.err(error);
  return { type, ...(typeof code === 'string' && { code }), message: cut(message), stack: cut(stack) };
}

function cut(text: string): string {
  return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}… (${text.length} letters)` : text;
}
