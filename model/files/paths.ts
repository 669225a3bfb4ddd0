import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { ConfigError } from '../../shared/errors.ts';

/** Registered models, one folder each. */
export function modelsFolder(home: string): string {
  return join(home, 'models');
}

/** Models that were named by folder or file, one folder each, called by their sha256. */
export function modelCacheFolder(home: string): string {
  return join(home, 'cache', 'models');
}

/** Graphs of models for GPUs, one folder each, called by the model's sha256. */
export function gpuCacheFolder(home: string): string {
  return join(home, 'cache', 'gpu');
}

/** Quantised graphs of models, one folder for each model and size. */
export function quantizedFolder(home: string): string {
  return join(home, 'quantized');
}

/** Where it is remembered that the files of a folder were read and found to be right; models themselves may be mounted read-only. */
export function checkedFile(home: string, folder: string): string {
  const name = createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 32);
  return join(home, 'cache', 'checked', `${name}.json`);
}

/** Unfinished downloads. */
export function downloadsFolder(home: string): string {
  return join(home, 'downloads');
}

/** Whether a text can be the name of a registered model. */
export function isModelName(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(text) && !text.endsWith('.onnx');
}

/** @throws {ConfigError} `CONFIG_INVALID` for a text that cannot be the name of a registered model */
export function checkModelName(name: string): void {
  if (isModelName(name)) return;
  throw new ConfigError(
    'CONFIG_INVALID',
    `Expected \`NAME\` to be letters, digits, ".", "_" and "-" without .onnx at the end, got \`${name}\`.`,
  );
}
