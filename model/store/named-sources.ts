import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelError } from '../../shared/errors.ts';
import { isModelName, modelsFolder } from '../files/paths.ts';
import { isFolder, type ModelSources, sourcesInFolder } from './model-sources.ts';
import { registeredNames } from './registered-model.ts';
import { registeredSources } from './registered-sources.ts';

/**
 * The darknet files of a registered model or a folder.
 *
 * @throws {ModelError} `MODEL_INVALID` for a model that came as ONNX, `MODEL_NOT_FOUND`
 */
export async function namedSources(reference: string, home: string): Promise<ModelSources> {
  if (isModelName(reference) && (await registeredNames(home)).includes(reference)) {
    const sources = registeredSources(join(modelsFolder(home), reference));
    if (await stat(sources.cfg).catch(() => null)) return sources;
  } else if (await isFolder(reference)) return sourcesInFolder(reference);
  throw new ModelError(
    'MODEL_INVALID',
    `Expected a model of darknet's files (cfg, weights, names), got \`${reference}\`, which has only a graph.`,
  );
}
