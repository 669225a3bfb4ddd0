import { usableCores } from '../../model/runtime/cpu-quota.ts';
import type { Device } from '../../shared/device.ts';
import type { ChildContext } from './child-context.ts';

/** More workers than this gain little on one machine, and each holds a model. */
const MOST_WORKERS = 4;
/** While one's boxes are decoded, the other's frames are on the GPU. */
const GPU_WORKERS = 2;

export interface LocalWorkersRequest {
  readonly device: Device;
  /** `null`: by the number of cores. */
  readonly workers: number | null;
  /** Of each worker's model; `null`: cores / workers. */
  readonly threads: number | null;
  readonly redisUrl: string;
}

/** How many workers this machine gets, and their environment. */
export function workerProcesses(
  { env }: Pick<ChildContext, 'env'>,
  { device, workers, threads, redisUrl }: LocalWorkersRequest,
): { readonly count: number; readonly env: NodeJS.ProcessEnv } {
  const cores = usableCores();
  const count = workers ?? Math.min(cores, device === 'gpu' ? GPU_WORKERS : MOST_WORKERS);
  const threadsEach = threads ?? Math.max(1, Math.floor(cores / count));
  return {
    count,
    env: {
      ...env,
      REDIS_URL: redisUrl,
      FRAMEFLEET_DEVICE: device,
      FRAMEFLEET_THREADS: String(threadsEach),
      FRAMEFLEET_LOG_LEVEL: 'error',
      ...(count * threadsEach > cores ? { FRAMEFLEET_NO_SPINNING: '1' } : {}),
    },
  };
}
