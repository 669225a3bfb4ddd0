import { basename } from 'node:path';
import { ModelError } from '../../shared/errors.ts';
import { ensureCached } from '../files/cached-model.ts';
import { isModelName } from '../files/paths.ts';
import type { ResolvedModel } from '../files/stored-model.ts';
import { isFolder, loadSources, sourcesInFolder } from './model-sources.ts';
import type { DownloadProgress } from './official/download.ts';
import { officialModel } from './official/official-models.ts';
import { findQuantized } from './quantized-model.ts';
import { registeredModel, registeredNames } from './registered-model.ts';

export interface ResolveOptions {
  /** An official model that is not registered yet is fetched; this hears how far it is. */
  readonly onProgress?: (name: string, progress: DownloadProgress) => void;
}

/**
 * The model that `--model` names: a registered name, a folder with one cfg, its weights and names, or an ONNX file.
 *
 * Folders and files get into the cache of `home`, where workers find them by their sha256.
 *
 * @throws {ModelError} `MODEL_NOT_FOUND`, `MODEL_INVALID`, `MODEL_WEIGHTS_MISMATCH`, `MODEL_SHAPE_MISMATCH`, `MODEL_DOWNLOAD_FAILED`
 */
export async function resolveModel(
  reference: string,
  home: string,
  options: ResolveOptions = {},
): Promise<ResolvedModel> {
  if (reference.endsWith('.onnx')) {
    const { cacheOnnxFile } = await import('../onnx-import/cache-onnx-file.ts');
    return cacheOnnxFile(reference, home);
  }
  const registered = isModelName(reference) ? await registeredModel(home, reference) : null;
  if (registered) return registered;
  if (await isFolder(reference)) return modelOfFolder(reference, home);
  const official = officialModel(reference);
  if (official) {
    const { pullModel } = await import('./official/pull-model.ts');
    return pullModel(official, home, {
      from: null,
      onProgress: (progress) => options.onProgress?.(official.name, progress),
    });
  }
  const quantized = await findQuantized(home, ({ modelId }) => modelId === reference);
  if (quantized) return quantized;
  const names = await registeredNames(home);
  throw new ModelError(
    'MODEL_NOT_FOUND',
    `Expected \`--model\` to be an imported model (${names.join(', ') || 'there is none yet'}), yolov4, yolov4-tiny, a folder with one cfg, weights and names file, or a file .onnx, got \`${reference}\`.`,
  );
}

async function modelOfFolder(folder: string, home: string): Promise<ResolvedModel> {
  const { buildModel } = await import('./build-model.ts');
  const sources = await sourcesInFolder(folder);
  const loaded = await loadSources(sources);
  const modelId = basename(sources.cfg, '.cfg');
  const cached = await ensureCached(home, loaded.sha256, (target) => buildModel(loaded, modelId, target));
  return { ...cached, manifest: { ...cached.manifest, modelId } };
}
