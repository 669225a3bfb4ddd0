import { join } from 'node:path';
import type { Device } from '../../shared/device.ts';
import type { ModelManifest } from '../../shared/model-manifest.ts';
import { writeFolderAtomically } from './atomic-folder.ts';
import { gpuCacheFolder, modelCacheFolder } from './paths.ts';
import type { ResolvedModel } from './resolved-model.ts';
import { readManifest, usableModel } from './stored-model.ts';

/** Where a model lies in the cache, if it is there. */
export function cachedFolder(home: string, modelSha256: string, device: Device = 'cpu'): string {
  return join(device === 'gpu' ? gpuCacheFolder(home) : modelCacheFolder(home), modelSha256);
}

/** A model of the cache; `null` when it is absent, damaged or of another compiler. */
export async function cachedModel(
  home: string,
  modelSha256: string,
  device: Device = 'cpu',
): Promise<ResolvedModel | null> {
  const folder = cachedFolder(home, modelSha256, device);
  // A manifest that cannot be read is as good as none: it is made again.
  const stored = await readManifest(folder).catch(() => null);
  return stored?.modelSha256 === modelSha256 ? usableModel(home, folder, stored) : null;
}

/**
 * A model of the cache, made first where there is none.
 *
 * @param fill - writes graph and manifest into a folder
 * @param device - what the graph is for
 */
export async function ensureCached(
  home: string,
  modelSha256: string,
  fill: (folder: string) => Promise<ModelManifest>,
  device: Device = 'cpu',
): Promise<ResolvedModel> {
  const found = await cachedModel(home, modelSha256, device);
  if (found) return found;
  const target = cachedFolder(home, modelSha256, device);
  let manifest: ModelManifest | null = null;
  const isThere = async () => (await cachedModel(home, modelSha256, device)) !== null;
  await writeFolderAtomically(
    target,
    async (folder) => {
      manifest = await fill(folder);
    },
    isThere,
  );
  return { manifest: manifest!, folder: target };
}
