import { ModelError } from '../../shared/errors.ts';
import type { Size } from '../../shared/geometry.ts';
import type { ModelManifest } from '../../shared/model-manifest.ts';
import { isSameSize, resized } from '../../shared/network-size.ts';
import { quantizedGraph } from '../files/quantized-graphs.ts';
import type { ResolvedModel } from '../files/resolved-model.ts';

/** What a user names: a model, and a size for it (`null`: its own). */
export interface SizedReference {
  readonly reference: string;
  /** The model in floats, at its own size. */
  readonly model: ModelManifest;
  readonly size: Size | null;
}

/**
 * How the quantised graph of a model is called, where models are named.
 *
 * @param model - the one in floats, at its own size
 * @param size - that was quantised; `null`: the model's own
 */
export function quantizedId({ modelId, input }: ModelManifest, size: Size | null): string {
  return size === null || isSameSize(size, input) ? `${modelId}-int8` : `${modelId}-int8-${size.width}x${size.height}`;
}

/**
 * The quantised graph of a model at a size: a model of its own, with its own sha256; `null` when there is none.
 *
 * @throws {ConfigError} `CONFIG_INVALID` for a size that the model cannot run at
 */
export async function quantizedAt(home: string, { model, size }: SizedReference): Promise<ResolvedModel | null> {
  const found = await quantizedGraph(home, resized(model, size));
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
