import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { parseConfig } from '../shared/config.ts';
import { FramefleetError, messageOf } from '../shared/errors.ts';
import { createLogger } from '../shared/logging.ts';
import { parseRedisUrl } from '../shared/redis-connection.ts';
import { parseListen } from './http/listen.ts';
import { startResultsService } from './service.ts';

const environmentSchema = z.object({
  FRAMEFLEET_HOME: z.string().min(1).default(join(homedir(), '.framefleet')).describe('a folder'),
  REDIS_URL: z.string().min(1).default('redis://localhost:6379').describe('an address of Redis'),
  FRAMEFLEET_NAMESPACE: z.string().min(1).default('framefleet').describe('a name without spaces'),
  FRAMEFLEET_LISTEN: z.string().min(1).default('0.0.0.0:8080').describe('host:port or unix:///path/to/socket'),
  /** Time after which the results that a crashed service held are handed out again. */
  FRAMEFLEET_RESULT_LOCK_MS: z.coerce
    .number()
    .int()
    .min(500)
    .default(30_000)
    .describe('a whole number of milliseconds from 500'),
  FRAMEFLEET_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('fatal, error, warn, info, debug, trace or silent'),
});

try {
  const config = parseConfig(environmentSchema, process.env);
  const service = await startResultsService({
    storePath: join(config.FRAMEFLEET_HOME, 'store', 'detections.duckdb'),
    redis: parseRedisUrl(config.REDIS_URL),
    namespace: config.FRAMEFLEET_NAMESPACE,
    listen: parseListen(config.FRAMEFLEET_LISTEN),
    lockDurationMs: config.FRAMEFLEET_RESULT_LOCK_MS,
    logger: createLogger('results', config.FRAMEFLEET_LOG_LEVEL, process.stdout),
  });
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) process.exit(130);
    isStopping = true;
    service.close().catch(fail);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
} catch (error) {
  fail(error);
}

function fail(error: unknown): void {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = error instanceof FramefleetError ? error.exitCode : 1;
}
