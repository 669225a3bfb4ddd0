import { basename } from 'node:path';
import { ModelError } from '../../shared/errors.ts';
import type { Download, DownloadProgress } from '../../shared/ports.ts';
import { ensureCached } from '../files/cached-model.ts';
import { isFolder } from '../files/make-folder.ts';
import { isModelName } from '../files/paths.ts';
import { findQuantizedGraph } from '../files/quantized-graphs.ts';
import type { ResolvedModel } from '../files/resolved-model.ts';
import { officialModel } from './official/official-models.ts';
import { registeredModel, registeredNames } from './registered-models.ts';

/** How official models that are not registered yet are fetched. */
export interface Downloads {
  readonly download: Download;
  /** Hears how far a model is. */
  readonly onProgress: (name: string, progress: DownloadProgress) => void;
}

/**
 * The model that `--model` names: an ONNX file, a registered name, a folder with one cfg, its weights and names, an official model,
 * which is fetched and registered, or a quantised one, by its own name.
 *
 * Folders and files get into the cache of `home`, where workers find them by their sha256.
 *
 * @param downloads - `null`: official models are not fetched
 * @throws {ModelError} `MODEL_NOT_FOUND`, `MODEL_INVALID`, `MODEL_WEIGHTS_MISMATCH`, `MODEL_SHAPE_MISMATCH`, `MODEL_DOWNLOAD_FAILED`
 */
export async function resolveModel(
  reference: string,
  home: string,
  downloads: Downloads | null = null,
): Promise<ResolvedModel> {
  const found =
    (await onnxFile(reference, home)) ??
    (isModelName(reference) ? await registeredModel(home, reference) : null) ??
    (await darknetFolder(reference, home)) ??
    (await pulledModel(reference, home, downloads)) ??
    (await findQuantizedGraph(home, ({ modelId }) => modelId === reference));
  if (found) return found;
  const names = await registeredNames(home);
  throw new ModelError(
    'MODEL_NOT_FOUND',
    `Expected \`--model\` to be an imported model (${names.join(', ') || 'there is none yet'}), yolov4, yolov4-tiny, a folder with one cfg, weights and names file, or a file .onnx, got \`${reference}\`.`,
  );
}

async function onnxFile(path: string, home: string): Promise<ResolvedModel | null> {
  if (!path.endsWith('.onnx')) return null;
  const { cacheOnnxFile } = await import('../onnx-import/cache-onnx-file.ts');
  return cacheOnnxFile(path, home);
}

async function darknetFolder(folder: string, home: string): Promise<ResolvedModel | null> {
  if (!(await isFolder(folder))) return null;
  const { darknetFilesIn, loadDarknetFiles } = await import('../darknet/darknet-files.ts');
  const files = await darknetFilesIn(folder);
  const model = await loadDarknetFiles(files);
  const modelId = basename(files.cfg, '.cfg');
  const cached = await ensureCached(home, model.sha256, async (target) => {
    const { compileModel } = await import('./compile-model.ts');
    return compileModel(model, modelId, target);
  });
  return { ...cached, manifest: { ...cached.manifest, modelId } };
}

async function pulledModel(name: string, home: string, downloads: Downloads | null): Promise<ResolvedModel | null> {
  const official = officialModel(name);
  if (official === null || downloads === null) return null;
  const { pullModel } = await import('./official/pull-model.ts');
  const onProgress = (progress: DownloadProgress) => downloads.onProgress(name, progress);
  return pullModel(official, home, { from: null, download: downloads.download, onProgress });
}
