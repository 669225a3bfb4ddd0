import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelManifest } from '../../shared/model-manifest.ts';
import { quantizedFolder } from './paths.ts';
import type { ResolvedModel } from './resolved-model.ts';
import { readManifest, usableModel } from './stored-model.ts';

/** Where the quantised graph of a model at its size lies, if there is one. */
export function quantizedGraphFolder(home: string, { modelSha256, input }: ModelManifest): string {
  return join(quantizedFolder(home), `${modelSha256}-${input.width}x${input.height}`);
}

/** The quantised graph of a model at its size; `null` when there is none. */
export function quantizedGraph(home: string, model: ModelManifest): Promise<ResolvedModel | null> {
  return graphIn(home, quantizedGraphFolder(home, model));
}

/** The quantised graph that a worker is asked for, or a user names; `null` when there is none. */
export async function findQuantizedGraph(
  home: string,
  isWanted: (manifest: ModelManifest) => boolean,
): Promise<ResolvedModel | null> {
  const names = await readdir(quantizedFolder(home)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const name of names.filter((folder) => !folder.startsWith('.')).sort()) {
    const model = await graphIn(home, join(quantizedFolder(home), name), isWanted);
    if (model) return model;
  }
  return null;
}

async function graphIn(
  home: string,
  folder: string,
  isWanted: (manifest: ModelManifest) => boolean = () => true,
): Promise<ResolvedModel | null> {
  // A manifest that cannot be read is as good as none: the model is to be quantised again.
  const stored = await readManifest(folder).catch(() => null);
  return stored && isWanted(stored) ? usableModel(home, folder, stored) : null;
}
