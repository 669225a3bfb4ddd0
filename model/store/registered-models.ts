import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelError } from '../../shared/errors.ts';
import type { DarknetFiles } from '../darknet/darknet-files.ts';
import { ensureCached } from '../files/cached-model.ts';
import { isFolder } from '../files/make-folder.ts';
import { isModelName, modelsFolder } from '../files/paths.ts';
import type { ResolvedModel } from '../files/resolved-model.ts';
import { damagedModel, readManifest, usableModel } from '../files/stored-model.ts';

/** Names of the registered models, sorted. */
export async function registeredNames(home: string): Promise<string[]> {
  const names = await readdir(modelsFolder(home)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.filter(isModelName).sort();
}

/** Copies of darknet's files that a registered model keeps, so that it can be compiled again. */
export function registeredFiles(folder: string): DarknetFiles {
  return { cfg: join(folder, 'network.cfg'), weights: join(folder, 'network.weights'), names: join(folder, 'names') };
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
  const [{ loadDarknetFiles }, { compileModel }] = await Promise.all([
    import('../darknet/darknet-files.ts'),
    import('./compile-model.ts'),
  ]);
  const compiled = await ensureCached(home, stored.modelSha256, async (target) => {
    const model = await loadDarknetFiles(registeredFiles(folder));
    if (model.sha256 !== stored.modelSha256) throw damagedModel(folder, name, '--cfg F --weights F --names F');
    return compileModel(model, name, target);
  });
  return { ...compiled, manifest: { ...compiled.manifest, modelId: name } };
}

/** The darknet files of a registered model or a folder; `null` for a model that has only a graph. @throws {ModelError} `MODEL_NOT_FOUND` */
export async function darknetFilesOf(reference: string, home: string): Promise<DarknetFiles | null> {
  if (isModelName(reference) && (await registeredNames(home)).includes(reference)) {
    const files = registeredFiles(join(modelsFolder(home), reference));
    if (await stat(files.cfg).catch(() => null)) return files;
  } else if (await isFolder(reference)) {
    const { darknetFilesIn } = await import('../darknet/darknet-files.ts');
    return darknetFilesIn(reference);
  }
  return null;
}

/**
 * The darknet files of a registered model or a folder.
 *
 * @throws {ModelError} `MODEL_INVALID` for a model that came as ONNX, `MODEL_NOT_FOUND`
 */
export async function namedFiles(reference: string, home: string): Promise<DarknetFiles> {
  const files = await darknetFilesOf(reference, home);
  if (files) return files;
  throw new ModelError(
    'MODEL_INVALID',
    `Expected a model of darknet's files (cfg, weights, names), got \`${reference}\`, which has only a graph.`,
  );
}
