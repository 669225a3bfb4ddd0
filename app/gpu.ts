import { requireGpu } from '../model/runtime/require-gpu.ts';
import { prepareGpuModel } from '../model/store/gpu-models.ts';
import { ConfigError } from '../shared/errors.ts';
import type { ModelFacts } from '../shared/run.ts';

/**
 * What is to be sure before anything is done on a GPU.
 *
 * @param env - where the driver is looked for
 * @throws {ConfigError} `CONFIG_INVALID` for int8
 * @throws {ModelError} `GPU_UNAVAILABLE`
 */
export async function requireGpuFor(precision: ModelFacts['precision'], env: NodeJS.ProcessEnv): Promise<void> {
  requireFloats(precision);
  await requireGpu(env);
}

/**
 * Puts the graph for GPUs where workers of this machine find it.
 *
 * @param reference - as the user named the model
 * @throws {ConfigError} `CONFIG_INVALID` for a quantised model
 * @throws {ModelError} as `prepareGpuModel`
 */
export async function prepareGpu(reference: string, home: string, model: ModelFacts): Promise<void> {
  requireFloats(model.precision);
  await prepareGpuModel(reference, home, model);
}

function requireFloats(precision: ModelFacts['precision']): void {
  if (precision === 'fp32') return;
  throw new ConfigError(
    'CONFIG_INVALID',
    'Expected `--precision fp32` with `--device gpu`, got `int8`: integers are for CPUs.',
  );
}
