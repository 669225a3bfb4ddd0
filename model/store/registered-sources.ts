import { join } from 'node:path';
import type { ModelSources } from './model-sources.ts';

/** What a registered model keeps, so that it can be compiled again. */
export function registeredSources(folder: string): ModelSources {
  return { cfg: join(folder, 'network.cfg'), weights: join(folder, 'network.weights'), names: join(folder, 'names') };
}
