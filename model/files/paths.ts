import { join } from 'node:path';

/** Registered models, one folder each. */
export function modelsFolder(home: string): string {
  return join(home, 'models');
}

/** Models that were named by folder or file, one folder each, called by their sha256. */
export function modelCacheFolder(home: string): string {
  return join(home, 'cache', 'models');
}

/** Quantised graphs of models, one folder for each model and size. */
export function quantizedFolder(home: string): string {
  return join(home, 'quantized');
}

/** Unfinished downloads. */
export function downloadsFolder(home: string): string {
  return join(home, 'downloads');
}

/** Whether a text can be the name of a registered model. */
export function isModelName(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(text) && !text.endsWith('.onnx');
}
