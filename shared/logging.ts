import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger };

/**
 * A JSON logger; children carry the fixed keys `runId, videoId, chunkId, workerId`. Pixels are never logged.
 *
 * @param destination - stdout for services, stderr for the command line
 */
export function createLogger(service: string, level: string, destination: DestinationStream): Logger {
  return pino({ level, base: { service }, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}
