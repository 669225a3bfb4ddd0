import { createHash } from 'node:crypto';
import { requireWritable } from '../model/files/atomic-folder.ts';
import { checkRedis } from '../queue/check-redis.ts';
import { DEFAULT_NAMESPACE } from '../queue/queue-names.ts';
import type { GivenTokens } from '../shared/access.ts';
import type { Device } from '../shared/device.ts';
import { ConfigError } from '../shared/errors.ts';
import { prepareGpu, requireGpuFor } from './gpu.ts';
import { type HomePaths, homePaths } from './home.ts';
import type { ChildContext } from './local/child-context.ts';
import { DaemonConnection } from './local/daemon-connection.ts';
import { WorkerPool } from './local/worker-pool.ts';
import { workerProcesses } from './local/worker-processes.ts';
import { type PreparedRuns, prepareRuns } from './prepare-runs.ts';
import type { InputEnd, RunEvents, StopSignals } from './run-events.ts';
import { type Fleet, runInputs } from './run-inputs.ts';
import type { RunOptions } from './run-options.ts';

/** So few frames may be done by one worker before another is ready; where they are not, the others start after a while. */
const FEW_FRAMES = 32;
const OTHERS_AFTER_MS = 1000;

export interface DetectOptions extends RunOptions, GivenTokens {
  /** `null`: an embedded one. */
  readonly redisUrl: string | null;
  /** Results service of a fleet, where `redisUrl` is the fleet's too; `null`: this home's own. */
  readonly resultsUrl: string | null;
  /** What computes the model; no part of a run's settings. */
  readonly device: Device;
  /** `null`: by the number of cores. */
  readonly workers: number | null;
  /** Of each worker's model; `null`: cores / workers. */
  readonly threads: number | null;
}

/**
 * Runs the whole pipeline on this machine over some inputs: what is not there is started, and ended again.
 *
 * @throws {FramefleetError} before anything is run, and `INFERENCE_FAILED` when workers end as soon as they start
 */
export async function detect(
  options: DetectOptions,
  children: ChildContext,
  signals: StopSignals,
  events: RunEvents,
): Promise<InputEnd[]> {
  const { home } = options;
  const paths = homePaths(home);
  const { fleet, isOwn } = fleetOf(options, paths);
  await requireWritable(home);
  if (options.device === 'gpu') await requireGpuFor(options.precision, children.env);
  const prepared = await prepareRuns(options, isOwn, events);
  if (options.device === 'gpu') {
    for (const { reference, model } of prepared.models) await prepareGpu(reference, home, model);
  }
  events.onBegin(prepared.runs.map(({ input }) => input));

  const { entry, log } = children;
  const env = { ...children.env, FRAMEFLEET_HOME: home, FRAMEFLEET_NAMESPACE: fleet.namespace };
  if (options.redisUrl !== null) await checkRedis(options.redisUrl, fleet.namespace);
  const workers = new WorkerPool({
    ...{ entry, log },
    ...workerProcesses({ env }, { ...options, redisUrl: fleet.redisUrl, preload: preloadOf(prepared) }),
  });
  const { failing } = workers;
  const until = {
    stop: AbortSignal.any([signals.stop, failing]),
    abort: AbortSignal.any([signals.abort, failing]),
  };
  let daemon: DaemonConnection | null = null;
  let ends: InputEnd[];
  let others: NodeJS.Timeout | null = null;
  try {
    if (!options.watch) workers.start(1); // it loads its packages while the daemon loads its own
    if (isOwn) {
      daemon = await DaemonConnection.open({ entry, home, resultsSocket: paths.resultsSocket, env, log });
    }
    ends = await runInputs({
      ...{ prepared, options, fleet, wait: true, signals: until },
      events: {
        onRunOpen(input, run) {
          workers.start(1);
          others ??= setTimeout(() => workers.start(), OTHERS_AFTER_MS);
          events.onRunOpen(input, run);
        },
        onRunProgress(input, progress) {
          if ((progress.expectedFrames ?? Infinity) > FEW_FRAMES) workers.start();
          events.onRunProgress(input, progress);
        },
        onInputEnd: (end) => events.onInputEnd(end),
        onNote: (text) => events.onNote(text),
        onHoldUp: (holdUp) => events.onHoldUp(holdUp),
      },
    });
  } finally {
    if (others) clearTimeout(others);
    await workers.close(until.abort.aborted);
    await daemon?.close();
  }
  failing.throwIfAborted();
  return ends;
}

/** A fleet's results service, where one is named, takes the results; else this home's own does, under a name of its own. */
function fleetOf(
  { home, redisUrl, resultsUrl, token, readToken }: DetectOptions,
  paths: HomePaths,
): { fleet: Fleet; isOwn: boolean } {
  if (redisUrl !== null && resultsUrl !== null) {
    return { fleet: { redisUrl, resultsUrl, namespace: DEFAULT_NAMESPACE, token, readToken }, isOwn: false };
  }
  if (resultsUrl !== null) {
    throw new ConfigError(
      'CONFIG_INVALID',
      'Expected `REDIS_URL` to be set where `FRAMEFLEET_RESULTS_URL` is, got nothing.',
    );
  }
  const own = `${DEFAULT_NAMESPACE}-${createHash('sha256').update(home).digest('hex').slice(0, 8)}`;
  const fleet = {
    redisUrl: redisUrl ?? `unix://${paths.redisSocket}`,
    resultsUrl: `unix://${paths.resultsSocket}`,
    namespace: redisUrl === null ? DEFAULT_NAMESPACE : own,
    ...{ token, readToken },
  };
  return { fleet, isOwn: true };
}

/** What workers load at their start: the model of the first run. */
function preloadOf({ models: [first] }: PreparedRuns): string {
  const { manifest, size } = first!;
  return size === null ? manifest.modelSha256 : `${manifest.modelSha256}@${size.width}x${size.height}`;
}
