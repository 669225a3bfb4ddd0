import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { flagNameOf } from '../cli/flags/environment-option.ts';
import { requireWritable } from '../model/files/atomic-folder.ts';
import { usableCores } from '../model/runtime/cpu-quota.ts';
import { checkRedis } from '../queue/check-redis.ts';
import { parseConfig } from '../shared/config.ts';
import { ConfigError, ModelError } from '../shared/errors.ts';
import { homeOf, homePaths } from './home.ts';
import { DaemonConnection } from './local/daemon-connection.ts';
import { WorkerPool } from './local/worker-pool.ts';
import { runFlagsSchema } from './run-flags.ts';
import { commandLog, type PreparedRuns, prepareRuns, runAll } from './run-inputs.ts';
import { printRun, type RunReport } from './run-summary.ts';
import { ShutdownSignals } from './shutdown-signals.ts';

const ENTRY = fileURLToPath(new URL('../cli/main.js', import.meta.url));
/** More workers than this gain little on one machine, and each holds a model. */
const MOST_WORKERS = 4;

const count = (most: number) =>
  z.coerce.number().int().min(1).max(most).optional().describe(`an integer in 1..${most}`);
const detectFlagsSchema = runFlagsSchema.safeExtend({ workers: count(64), threads: count(256) });

/**
 * Runs the whole pipeline on this machine over some inputs: what is not there is started, and ended again.
 *
 * @param options - flags and environment, raw
 * @param report - hears of every run; `null`: stdout does
 * @returns the exit code
 * @throws {FramefleetError} before anything is run
 */
export async function detect(
  names: readonly string[],
  options: Readonly<Record<string, unknown>>,
  report: RunReport | null = null,
): Promise<number> {
  const flags = parseConfig(detectFlagsSchema, options, flagNameOf);
  const home = resolve(homeOf(options));
  const paths = homePaths(home);
  const log = commandLog();
  // A fleet's results service, where one is named, takes the results; else this home's own does, under a name of its own.
  const { REDIS_URL, FRAMEFLEET_RESULTS_URL } = process.env;
  const isFleet = REDIS_URL !== undefined && FRAMEFLEET_RESULTS_URL !== undefined;
  const namespace =
    isFleet || REDIS_URL === undefined
      ? 'framefleet'
      : `framefleet-${createHash('sha256').update(home).digest('hex').slice(0, 8)}`;
  const redisUrl = REDIS_URL ?? `unix://${paths.redisSocket}`;
  const resultsUrl = isFleet ? FRAMEFLEET_RESULTS_URL : `unix://${paths.resultsSocket}`;
  if (FRAMEFLEET_RESULTS_URL !== undefined && !isFleet) {
    throw new ConfigError(
      'CONFIG_INVALID',
      'Expected `REDIS_URL` to be set where `FRAMEFLEET_RESULTS_URL` is, got nothing.',
    );
  }
  await requireWritable(home);
  const prepared = await prepareRuns(names, flags, home, { mayCalibrate: !isFleet });
  // Until here there is nothing to stop in good order.
  const stopper = new ShutdownSignals();
  const env = { ...process.env, FRAMEFLEET_HOME: home, FRAMEFLEET_NAMESPACE: namespace };

  if (REDIS_URL !== undefined) await checkRedis(REDIS_URL);
  const lease = isFleet
    ? null
    : await DaemonConnection.take({ entry: ENTRY, home, resultsSocket: paths.resultsSocket, env, log });
  let pool: WorkerPool | null = null;
  const startWorkers = () => {
    const cores = usableCores();
    const workers = flags.workers ?? Math.min(cores, MOST_WORKERS);
    const threads = flags.threads ?? Math.max(1, Math.floor(cores / workers));
    pool ??= new WorkerPool({
      entry: ENTRY,
      count: workers,
      env: {
        ...env,
        REDIS_URL: redisUrl,
        FRAMEFLEET_THREADS: String(threads),
        FRAMEFLEET_PRELOAD: preloadOf(prepared),
        FRAMEFLEET_LOG_LEVEL: 'error',
        ...(workers * threads > cores ? { FRAMEFLEET_NO_SPINNING: '1' } : {}),
      },
      log,
      onExhausted: () =>
        stopper.fail(
          new ModelError('INFERENCE_FAILED', 'Workers end as soon as they start; their last words are above.'),
        ),
    });
  };
  try {
    const fleet = { redisUrl, resultsUrl, namespace };
    return await runAll(prepared, flags, fleet, {
      stopper,
      wait: true,
      onWork: startWorkers,
      report: report ?? printRun(flags.json),
    });
  } finally {
    await (pool as WorkerPool | null)?.close(stopper.abort.aborted);
    await lease?.close();
  }
}

function preloadOf({ manifest, size }: PreparedRuns): string {
  return size === null ? manifest.modelSha256 : `${manifest.modelSha256}@${size.width}x${size.height}`;
}
