import { requireWritable } from '../../model/files/atomic-folder.ts';
import { DEFAULT_NAMESPACE } from '../../queue/queue-names.ts';
import type { PictureQuestion } from '../../shared/picture.ts';
import { requireGpuFor } from '../gpu.ts';
import { homePaths } from '../home.ts';
import type { ChildContext } from '../local/child-context.ts';
import { DaemonConnection } from '../local/daemon-connection.ts';
import { WorkerPool } from '../local/worker-pool.ts';
import { workerProcesses } from '../local/worker-processes.ts';
import { fleetPictures, type PictureSource } from './picture-source.ts';
import type { PredictOptions } from './predict-options.ts';

/** A worker that has just been started may have to make a big model ready. */
const START_MS = 90_000;
const LOOK_MS = 500;

/**
 * The queue of this home, with the workers of a `detect` that runs; where there are none, workers of its own.
 *
 * @throws {FramefleetError} what keeps the daemon from starting
 */
export async function localPictures(
  options: PredictOptions,
  { model, settings }: PictureQuestion,
  children: ChildContext,
): Promise<PictureSource> {
  const { home, device, workers } = options;
  await requireWritable(home);
  if (device === 'gpu') await requireGpuFor(options.precision, children.env);
  const paths = homePaths(home);
  const redisUrl = `unix://${paths.redisSocket}`;
  const env = { ...children.env, FRAMEFLEET_HOME: home, FRAMEFLEET_NAMESPACE: DEFAULT_NAMESPACE };
  const { entry, log } = children;
  const daemon = await DaemonConnection.open({ entry, home, resultsSocket: paths.resultsSocket, env, log });
  const pool = new WorkerPool({
    ...{ entry, log },
    ...workerProcesses({ env }, { ...options, workers: workers ?? 1, redisUrl }),
  });
  pool.tell({ modelSha256: model.modelSha256!, size: settings.size });
  const { queue, ...source } = fleetPictures({ redisUrl, namespace: DEFAULT_NAMESPACE });
  let isStarted = false;
  const startWhereNeeded = async () => {
    if (isStarted || (workers === null && (await queue.hasWorkers()))) return;
    isStarted = true;
    pool.start();
  };
  // the workers of another command may end with it
  const watch = setInterval(() => void startWhereNeeded().catch(() => undefined), LOOK_MS);
  return {
    ...source,
    queue,
    failing: pool.failing,
    async startMs() {
      await startWhereNeeded();
      return isStarted ? START_MS : 0;
    },
    async close(isUrgent) {
      clearInterval(watch);
      await queue.close();
      await pool.close(isUrgent);
      await daemon.close();
    },
  };
}
