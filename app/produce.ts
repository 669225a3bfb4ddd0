import { resolve } from 'node:path';
import { z } from 'zod';
import { flagNameOf } from '../cli/flags/environment-option.ts';
import { checkRedis } from '../queue/check-redis.ts';
import { parseConfig } from '../shared/config.ts';
import { homeOf } from './home.ts';
import { runFlagsSchema } from './run-flags.ts';
import { prepareRuns, runAll } from './run-inputs.ts';
import { printRun } from './run-summary.ts';
import { ShutdownSignals } from './shutdown-signals.ts';

const produceFlagsSchema = runFlagsSchema.safeExtend({
  redisUrl: z.string().min(1).describe('the URL of a Redis server (or set REDIS_URL)'),
  resultsUrl: z.string().min(1).describe('the URL of a results service (or set FRAMEFLEET_RESULTS_URL)'),
  namespace: z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/)
    .default('framefleet')
    .describe('letters, digits, - and _'),
  wait: z.boolean().default(true).describe('a switch'),
});

/**
 * Produces for a fleet: its workers detect, its results service stores.
 *
 * @param options - flags and environment, raw
 * @returns the exit code
 * @throws {FramefleetError} before anything is run
 */
export async function produce(names: readonly string[], options: Readonly<Record<string, unknown>>): Promise<number> {
  const flags = parseConfig(produceFlagsSchema, options, flagNameOf);
  await checkRedis(flags.redisUrl);
  const prepared = await prepareRuns(names, flags, resolve(homeOf(options)), { mayCalibrate: false });
  return runAll(prepared, flags, flags, {
    stopper: new ShutdownSignals(),
    wait: flags.wait,
    onWork: () => undefined,
    report: printRun(flags.json),
  });
}
