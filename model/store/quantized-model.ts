import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelError } from '../../shared/errors.ts';
import type { Size } from '../../shared/geometry.ts';
import type { ModelManifest } from '../../shared/model-manifest.ts';
import { isSameSize, resized } from '../../shared/network-size.ts';
import { quantizedFolder } from '../files/paths.ts';
import { type ResolvedModel, readManifest, usableModel } from '../files/stored-model.ts';

/**
 * How the quantised graph of a model is called, where models are named.
 *
 * @param model - the one in floats, at its own size
 * @param size - that was quantised; `null`: the model's own
 */
export function quantizedId({ modelId, input }: ModelManifest, size: Size | null): string {
  return size === null || isSameSize(size, input) ? `${modelId}-int8` : `${modelId}-int8-${size.width}x${size.height}`;
}

/** Where the quantised graph of a model at its size lies, if there is one. */
export function quantizedTarget(home: string, { modelSha256, input }: ModelManifest): string {
  return join(quantizedFolder(home), `${modelSha256}-${input.width}x${input.height}`);
}

/** The quantised graph of a model at its size; `null` when there is none. */
export function quantizedModel(home: string, model: ModelManifest): Promise<ResolvedModel | null> {
  return quantizedIn(home, quantizedTarget(home, model));
}

/** What a user names: a model, and a size for it (`null`: its own). */
export interface SizedReference {
  readonly reference: string;
  /** The model in floats, at its own size. */
  readonly model: ModelManifest;
  readonly size: Size | null;
}

/**
 * The quantised graph of a model at a size: a model of its own, with its own sha256; `null` when there is none.
 *
 * @throws {ConfigError} `CONFIG_INVALID` for a size that the model cannot run at
 */
export async function quantizedAt(home: string, { model, size }: SizedReference): Promise<ResolvedModel | null> {
  const found = await quantizedModel(home, resized(model, size));
  return found && { ...found, manifest: { ...found.manifest, modelId: quantizedId(model, size) } };
}

/**
 * What is said where a model was not quantised.
 *
 * @param why - why that is not done now; a sentence
 */
export function notQuantized({ reference, model, size }: SizedReference, why = ''): ModelError {
  const { width, height } = size ?? model.input;
  const sized = size === null || isSameSize(size, model.input) ? '' : ` --size ${width}x${height}`;
  return new ModelError(
    'MODEL_NOT_FOUND',
    `Expected \`${reference}\` at ${width}×${height} to be quantised for \`--precision int8\`, got no such graph. ${why === '' ? '' : `${why} `}` +
      `Make one with frames like those to be looked at: \`framefleet model quantize ${reference} --calibrate VIDEO${sized}\`.`,
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
    const model = await quantizedIn(home, join(quantizedFolder(home), name), isWanted);
    if (model) return model;
  }
  return null;
}

async function quantizedIn(
  home: string,
  folder: string,
  isWanted: (manifest: ModelManifest) => boolean = () => true,
): Promise<ResolvedModel | null> {
  // A manifest that cannot be read is as good as none: the model is to be quantised again.
  const stored = await readManifest(folder).catch(() => null);
  return stored && isWanted(stored) ? usableModel(home, folder, stored) : null;
}
