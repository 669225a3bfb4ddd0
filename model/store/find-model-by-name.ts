import { join } from 'node:path';
import { ModelMissingError } from '../../shared/errors.ts';
import type { ModelManifest } from '../../shared/model-manifest.ts';
import { isModelName, modelsFolder } from '../files/paths.ts';
import { findQuantizedGraph } from '../files/quantized-graphs.ts';
import { readManifest } from '../files/stored-model.ts';
import { registeredNames } from './registered-models.ts';

/**
 * What a model of this host is, by its name: one that is registered, or quantised.
 *
 * @throws {ModelMissingError} `MODEL_NOT_FOUND`
 */
export async function findModelByName(name: string, home: string): Promise<ModelManifest> {
  if (isModelName(name)) {
    const registered = await readManifest(join(modelsFolder(home), name));
    if (registered) return { ...registered, modelId: name };
    const quantized = await findQuantizedGraph(home, ({ modelId }) => modelId === name);
    if (quantized) return quantized.manifest;
  }
  const names = await registeredNames(home);
  throw new ModelMissingError(
    'MODEL_NOT_FOUND',
    `Expected \`model\` to be one that is registered (${names.join(', ') || 'there is none'}), got \`${name}\`.`,
  );
}
