import { type DestinationStream, type Logger, pino } from 'pino';
import { harmless } from './harmless.ts';

export type { Logger };

/**
 * A JSON logger; what a name or an error holds cannot drive the terminal that shows it. Children carry the fixed keys `runId, videoId, chunkId, workerId`. Pixels are never logged.
 *
 * @param destination - stdout for services, stderr for the command line
 */
export function createLogger(service: string, level: string, destination: DestinationStream): Logger {
  const format = { base: { service }, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: toldError } };
  return pino({ level, ...format, hooks: { streamWrite: harmless } }, destination);
}

/** An error without what a client of Redis hangs on it: the command, with a password or a payload among its arguments. */
function toldError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const {
    command: _command,
    previousErrors: _previous,
    ...told
  } = pino.stdSerializers.err(error) as Record<string, unknown>;
  return told;
}
