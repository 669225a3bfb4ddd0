import { constants, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../../shared/errors.ts';
import type { ModelManifest } from '../../shared/model-manifest.ts';
import { writeFolderAtomically } from '../files/atomic-folder.ts';
import { isModelName, modelsFolder } from '../files/paths.ts';
import type { ResolvedModel } from '../files/stored-model.ts';
import { buildModel } from './build-model.ts';
import { loadSources, type ModelSources } from './model-sources.ts';
import { registeredSources } from './registered-sources.ts';

/**
 * Registers a darknet model under a name; one of that name is replaced, and nothing is changed when anything is wrong.
 *
 * @throws {ConfigError} `CONFIG_INVALID` for a name that cannot be one
 * @throws {ModelError} `MODEL_NOT_FOUND`, `MODEL_INVALID`, `MODEL_WEIGHTS_MISMATCH`
 */
export async function importModel(home: string, name: string, sources: ModelSources): Promise<ResolvedModel> {
  if (!isModelName(name)) throw invalidModelName(name);
  const loaded = await loadSources(sources);
  const target = join(modelsFolder(home), name);
  let manifest: ModelManifest | null = null;
  await writeFolderAtomically(target, async (folder) => {
    const kept = registeredSources(folder);
    for (const kind of ['cfg', 'weights', 'names'] as const) {
      await copyFile(sources[kind], kept[kind], constants.COPYFILE_FICLONE);
    }
    manifest = await buildModel(loaded, name, folder);
  });
  return { manifest: manifest!, folder: target };
}

export function invalidModelName(name: string): ConfigError {
  return new ConfigError(
    'CONFIG_INVALID',
    `Expected \`NAME\` to be letters, digits, ".", "_" and "-" without .onnx at the end, got \`${name}\`.`,
  );
}
