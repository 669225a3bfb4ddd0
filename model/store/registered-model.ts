import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureCached } from '../files/cached-model.ts';
import { isModelName, modelsFolder } from '../files/paths.ts';
import { damagedModel, type ResolvedModel, readManifest, usableModel } from '../files/stored-model.ts';
import { registeredSources } from './registered-sources.ts';

/** Names of the registered models, sorted. */
export async function registeredNames(home: string): Promise<string[]> {
  const names = await readdir(modelsFolder(home)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.filter(isModelName).sort();
}

/**
 * A registered model, ready to run; `null` when there is none of that name.
 *
 * A graph that another version of the compiler made, or that is damaged, is compiled again from the files kept beside it, into
 * the cache (models may be mounted read-only).
 *
 * @throws {ModelError} `MODEL_INVALID`, `MODEL_NOT_FOUND` when its folder is damaged
 */
export async function registeredModel(home: string, name: string): Promise<ResolvedModel | null> {
  const folder = join(modelsFolder(home), name);
  const stored = await readManifest(folder);
  if (!stored) return null;
  const usable = await usableModel(home, folder, stored);
  if (usable) return usable;
  if (stored.compilerVersion === null) throw damagedModel(folder, name, '--onnx F');
  const [{ loadSources }, { buildModel }] = await Promise.all([
    import('./model-sources.ts'),
    import('./build-model.ts'),
  ]);
  const rebuilt = await ensureCached(home, stored.modelSha256, async (target) => {
    const sources = await loadSources(registeredSources(folder));
    if (sources.sha256 !== stored.modelSha256) throw damagedModel(folder, name, '--cfg F --weights F --names F');
    return buildModel(sources, name, target);
  });
  return { ...rebuilt, manifest: { ...rebuilt.manifest, modelId: name } };
}
