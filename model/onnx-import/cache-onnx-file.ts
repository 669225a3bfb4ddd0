import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelManifest } from '../../shared/model-manifest.ts';
import { writeFolderAtomically } from '../files/atomic-folder.ts';
import { ensureCached } from '../files/cached-model.ts';
import { checkModelName, modelsFolder } from '../files/paths.ts';
import type { ResolvedModel } from '../files/resolved-model.ts';
import { writeManifest } from '../files/stored-model.ts';
import { onnxManifest } from './onnx-manifest.ts';
import { rewriteInputToUint8 } from './uint8-input.ts';

/** An ONNX file as a model of the cache, where workers find it. @throws {ModelError} as `onnxManifest` */
export async function cacheOnnxFile(path: string, home: string): Promise<ResolvedModel> {
  const manifest = await onnxManifest(path);
  const cached = await ensureCached(home, manifest.modelSha256, (folder) => store(path, manifest, folder));
  return { ...cached, manifest: { ...cached.manifest, modelId: manifest.modelId } };
}

/**
 * Registers an ONNX file under a name.
 *
 * @throws {ConfigError} `CONFIG_INVALID` for a name that cannot be one
 * @throws {ModelError} as `onnxManifest`
 */
export async function importOnnxFile(home: string, name: string, path: string): Promise<ResolvedModel> {
  checkModelName(name);
  const given = { ...(await onnxManifest(path)), modelId: name };
  const folder = join(modelsFolder(home), name);
  let manifest = given;
  await writeFolderAtomically(folder, async (temporary) => {
    manifest = await store(path, given, temporary);
  });
  return { manifest, folder };
}

async function store(path: string, given: ModelManifest, folder: string): Promise<ModelManifest> {
  const { file, manifest } = rewriteInputToUint8(await readFile(path), given);
  await writeFile(join(folder, manifest.graph), file);
  await writeManifest(folder, manifest, false);
  return manifest;
}
