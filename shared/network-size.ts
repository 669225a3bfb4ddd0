import { MAX_CHUNK_BYTES } from './chunk-job.ts';
import { ConfigError } from './errors.ts';
import type { Size } from './geometry.ts';
import type { ModelManifest } from './model-manifest.ts';
import { MAX_NETWORK_SIDE } from './network-side.ts';

/** How large the input of a network may be, as the end of a sentence. */
export const LARGEST_INPUT = `at most ${MAX_NETWORK_SIDE} pixels on each side and ${MAX_CHUNK_BYTES / 2 ** 20} MiB a frame (3 bytes a pixel)`;

/** Whether a network's input is larger than that: no chunk would hold a frame, or it is longer than any picture. */
export function isTooLarge({ width, height }: Size): boolean {
  return Math.max(width, height) > MAX_NETWORK_SIDE || 3 * width * height > MAX_CHUNK_BYTES;
}

/**
 * The manifest of a model that runs at another input size; its weights are the same.
 *
 * @param size - `null`: the model's own
 * @throws {ConfigError} `CONFIG_INVALID` where the model cannot run at that size
 */
export function resized(manifest: ModelManifest, size: Size | null): ModelManifest {
  const { input, modelId } = manifest;
  if (size === null || isSameSize(size, input)) return manifest;
  const got = `\`${size.width}x${size.height}\``;
  if (input.sizeStep === null) {
    throw new ConfigError(
      'CONFIG_INVALID',
      `Expected \`--size\` to be ${input.width}x${input.height}, the only size of the ONNX file \`${modelId}\`, got ${got}.`,
    );
  }
  if (size.width % input.sizeStep !== 0 || size.height % input.sizeStep !== 0) {
    throw new ConfigError(
      'CONFIG_INVALID',
      `Expected \`--size\` to be multiples of ${input.sizeStep} for \`${modelId}\`, got ${got}.`,
    );
  }
  if (isTooLarge(size)) {
    throw new ConfigError('CONFIG_INVALID', `Expected \`--size\` to be ${LARGEST_INPUT}, got ${got}.`);
  }
  return { ...manifest, input: { ...input, width: size.width, height: size.height } };
}

export function isSameSize(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
}

/** The size that is written `N` or `WxH` (also `W×H`), each a multiple of 32; `null` for another text. */
export function parseSize(text: string): Size | null {
  const match = /^(\d{2,5})(?:[x×](\d{2,5}))?$/.exec(text);
  const width = Number(match?.[1]);
  const height = Number(match?.[2] ?? match?.[1]);
  return width > 0 && width % 32 === 0 && height > 0 && height % 32 === 0 ? { width, height } : null;
}
