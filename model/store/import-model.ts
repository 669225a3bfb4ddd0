import { constants, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelManifest } from '../../shared/model-manifest.ts';
import { type DarknetFiles, loadDarknetFiles } from '../darknet/darknet-files.ts';
import { writeFolderAtomically } from '../files/atomic-folder.ts';
import { checkModelName, modelsFolder } from '../files/paths.ts';
import type { ResolvedModel } from '../files/resolved-model.ts';
import { compileModel } from './compile-model.ts';
import { registeredFiles } from './registered-models.ts';

/**
 * Registers a darknet model under a name; one of that name is replaced, and nothing is changed when anything is wrong.
 *
 * @throws {ConfigError} `CONFIG_INVALID` for a name that cannot be one
 * @throws {ModelError} `MODEL_NOT_FOUND`, `MODEL_INVALID`, `MODEL_WEIGHTS_MISMATCH`
 */
export async function importModel(home: string, name: string, sources: DarknetFiles): Promise<ResolvedModel> {
  checkModelName(name);
  const loaded = await loadDarknetFiles(sources);
  const target = join(modelsFolder(home), name);
  let manifest: ModelManifest | null = null;
  await writeFolderAtomically(target, async (folder) => {
    const kept = registeredFiles(folder);
    for (const kind of ['cfg', 'weights', 'names'] as const) {
      await copyFile(sources[kind], kept[kind], constants.COPYFILE_FICLONE);
    }
    manifest = await compileModel(loaded, name, folder);
  });
  return { manifest: manifest!, folder: target };
}
