import { join } from 'node:path';
import { ModelError } from '../../shared/errors.ts';
import type { ModelReference } from '../../shared/run.ts';
import { cachedFolder, cachedModel } from '../files/cached-model.ts';
import { modelsFolder } from '../files/paths.ts';
import { findQuantizedGraph } from '../files/quantized-graphs.ts';
import type { ResolvedModel } from '../files/resolved-model.ts';
import { readManifest } from '../files/stored-model.ts';
import { registeredModel, registeredNames } from './registered-models.ts';

/**
 * The model that a job asks for, on the host of a worker: registered under its name or another, or in the cache.
 *
 * @throws {ModelError} `MODEL_NOT_FOUND` that says how to get it there, `MODEL_INVALID` where the only one is damaged
 */
export async function findModel({ modelId, modelSha256 }: ModelReference, home: string): Promise<ResolvedModel> {
  const names = await registeredNames(home);
  let damage: unknown = null;
  for (const name of names.toSorted((a, b) => Number(b === modelId) - Number(a === modelId))) {
    // A damaged neighbour must not keep a worker from the model that it needs.
    const stored = await readManifest(join(modelsFolder(home), name)).catch(() => null);
    if (stored?.modelSha256 !== modelSha256) continue;
    const model = await registeredModel(home, name).catch((error: unknown) => {
      damage ??= error;
      return null;
    });
    if (model) return { ...model, manifest: { ...model.manifest, modelId } };
  }
  const quantized = await findQuantizedGraph(home, (manifest) => manifest.modelSha256 === modelSha256);
  const cached = quantized ?? (await cachedModel(home, modelSha256));
  if (cached) return { ...cached, manifest: { ...cached.manifest, modelId } };
  if (damage !== null) throw damage;
  const isCached = (await readManifest(cachedFolder(home, modelSha256)).catch(() => null)) !== null;
  const got = names.includes(modelId)
    ? 'another one of that name'
    : isCached
      ? 'a damaged copy, or one of another version'
      : 'none';
  throw new ModelError(
    'MODEL_NOT_FOUND',
    `Expected the model \`${modelId}\` (sha256 ${modelSha256}) in \`${home}\`, got ${got}. ` +
      `Import the same files on this worker's host: \`framefleet model import ${modelId} --cfg F --weights F --names F\` (or \`--onnx F\`).`,
  );
}
