import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelError } from '../../../shared/errors.ts';
import type { ModelManifest } from '../../../shared/model-manifest.ts';
import { quantizedFolder } from './home-folders.ts';
import { type ResolvedModel, readManifest, usableModel } from './stored-model.ts';

/** How the quantised graph of a model is called, where models are named. */
export function quantizedId(modelId: string): string {
  return `${modelId}-int8`;
}

/** Where the quantised graph of a model at its size lies, if there is one. */
export function quantizedTarget(home: string, { modelSha256, input }: ModelManifest): string {
  return join(quantizedFolder(home), `${modelSha256}-${input.width}x${input.height}`);
}

/**
 * The quantised graph of a model at its size: a model of its own, with its own sha256.
 *
 * @param model - the one in floats
 * @param reference - how the user names it
 * @throws {ModelError} `MODEL_NOT_FOUND` that names the command which makes it
 */
export async function quantizedOf(home: string, model: ModelManifest, reference: string): Promise<ResolvedModel> {
  const found = await quantizedIn(quantizedTarget(home, model));
  if (found) return { ...found, manifest: { ...found.manifest, modelId: quantizedId(model.modelId) } };
  const { width, height } = model.input;
  throw new ModelError(
    'MODEL_NOT_FOUND',
    `Expected \`${reference}\` at ${width}×${height} to be quantised for \`--precision int8\`, got no such graph. ` +
      `Make one with frames like those to be looked at: \`framefleet model quantize ${reference} --calibrate VIDEO\`.`,
  );
}

/** The quantised model that a worker is asked for, or a user names; `null` when there is none. */
export async function findQuantized(
  home: string,
  isWanted: (manifest: ModelManifest) => boolean,
): Promise<ResolvedModel | null> {
  const names = await readdir(quantizedFolder(home)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const name of names.filter((folder) => !folder.startsWith('.')).sort()) {
    const model = await quantizedIn(join(quantizedFolder(home), name));
    if (model && isWanted(model.manifest)) return model;
  }
  return null;
}

async function quantizedIn(folder: string): Promise<ResolvedModel | null> {
  // A manifest that cannot be read is as good as none: the model is to be quantised again.
  const stored = await readManifest(folder).catch(() => null);
  return stored && usableModel(folder, stored);
}
