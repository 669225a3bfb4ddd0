import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { requireWritable } from '../model/files/atomic-folder.ts';
import { findFfmpeg } from '../producer/ffmpeg/find-ffmpeg.ts';
import { DEFAULT_NAMESPACE } from '../queue/queue-names.ts';
import { ConfigError } from '../shared/errors.ts';
import { type HomePaths, homePaths } from './home.ts';
import type { ChildContext } from './local/child-context.ts';
import { DaemonProcess } from './local/daemon-process.ts';
import type { LocalRunOptions } from './local/run-locally.ts';
import { WorkerPool } from './local/worker-pool.ts';
import { workerProcesses } from './local/worker-processes.ts';
import type { InputEnd, RunEvents, StopSignals } from './run-events.ts';
import type { Fleet } from './run-inputs.ts';

/**
 * Runs the whole pipeline on this machine over some inputs: what is not there is started, and ended again.
 *
 * @throws {FramefleetError} before anything is run, and `INFERENCE_FAILED` when workers end as soon as they start
 */
export async function detect(
  options: LocalRunOptions,
  children: ChildContext,
  signals: StopSignals,
  events: RunEvents,
): Promise<InputEnd[]> {
  const { home } = options;
  const paths = homePaths(home);
  const { fleet, isOwn } = fleetOf(options, paths);
  await requireWritable(home);
  const { entry, log } = children;
  const env = { ...children.env, FRAMEFLEET_HOME: home, FRAMEFLEET_NAMESPACE: fleet.namespace };
  const daemon = { entry, home, resultsSocket: paths.resultsSocket, env, log };
  const workers = new WorkerPool({
    ...{ entry, log },
    ...workerProcesses({ env }, { ...options, redisUrl: fleet.redisUrl }),
  });
  // they load their packages while this process loads its own, and finds out what there is to do
  const spare = isOwn && !existsSync(paths.resultsSocket) ? new DaemonProcess(daemon) : null;
  const ffmpeg = findFfmpeg(options.ffmpegPath);
  ffmpeg.catch(() => undefined); // told where it is needed
  try {
    if (options.device === 'cpu' && !options.watch) workers.start(1);
    const { runLocally } = await import('./local/run-locally.ts');
    return await runLocally(
      options,
      {
        fleet,
        payloadNote: options.redisUrl === null ? paths.payloadNote : null,
        daemon: isOwn ? { ...daemon, spare } : null,
        ...{ ffmpeg, workers },
      },
      env,
      signals,
      events,
    );
  } finally {
    await Promise.all([spare?.dismiss(), workers.close(true)]);
  }
}

/** A fleet's results service, where one is named, takes the results; else this home's own does, under a name of its own. */
function fleetOf(
  { home, redisUrl, resultsUrl, token, readToken }: LocalRunOptions,
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
