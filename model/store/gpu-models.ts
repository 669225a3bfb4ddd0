import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ModelError } from '../../shared/errors.ts';
import type { ModelReference } from '../../shared/run.ts';
import type { DarknetFiles } from '../darknet/darknet-files.ts';
import { cachedModel, ensureCached } from '../files/cached-model.ts';
import { modelsFolder, quantizedFolder } from '../files/paths.ts';
import type { ResolvedModel } from '../files/resolved-model.ts';
import { damagedModel, readManifest } from '../files/stored-model.ts';
import { findModel } from './find-model.ts';
import { darknetFilesOf, registeredFiles, registeredNames } from './registered-models.ts';

/**
 * Sees to it that workers of this home find the graph of a named model for GPUs; a model that has only a graph runs as it is.
 *
 * @param reference - a registered name, a folder or an ONNX file
 * @throws {ModelError} `MODEL_INVALID`, `MODEL_WEIGHTS_MISMATCH`
 */
export async function prepareGpuModel(reference: string, home: string, model: ModelReference): Promise<void> {
  if (await cachedModel(home, model.modelSha256, 'gpu')) return;
  const files = await darknetFilesOf(reference, home);
  if (files) await compiledForGpu(home, model, files);
}

/**
 * As `findModel`, the graph for a GPU: made once, of darknet's files.
 *
 * @throws {ModelError} `MODEL_NOT_FOUND` also where there is a graph for CPUs alone, and no files to make another of; `MODEL_INVALID`
 *   also for a quantised one
 */
export async function findGpuModel(reference: ModelReference, home: string): Promise<ResolvedModel> {
  const { modelId, modelSha256 } = reference;
  const cached = await cachedModel(home, modelSha256, 'gpu');
  if (cached) return named(cached, modelId);
  const model = await findModel(reference, home);
  if (dirname(resolve(model.folder)) === resolve(quantizedFolder(home))) {
    throw new ModelError(
      'MODEL_INVALID',
      `Expected a model in floats for the GPU, got \`${modelId}\`, which is quantised: int8 is for CPUs.`,
    );
  }
  const files = await filesOfSha256(modelSha256, home);
  if (files) return compiledForGpu(home, reference, files);
  if ((await readManifest(model.folder))?.compilerVersion === null) return model; // others' ONNX file
  throw new ModelError(
    'MODEL_NOT_FOUND',
    `Expected the files of the model \`${modelId}\` (sha256 ${modelSha256}) in \`${home}\`, to compile it for the GPU, got a graph for CPUs only. ` +
      `Import the same files on this worker's host: \`framefleet model import ${modelId} --cfg F --weights F --names F\`.`,
  );
}

async function compiledForGpu(home: string, model: ModelReference, files: DarknetFiles): Promise<ResolvedModel> {
  const { modelId, modelSha256 } = model;
  const [{ loadDarknetFiles }, { compileModel }, { GPU_FORM }] = await Promise.all([
    import('../darknet/darknet-files.ts'),
    import('./compile-model.ts'),
    import('../onnx/graph-form.ts'),
  ]);
  const fill = async (target: string) => {
    const loaded = await loadDarknetFiles(files);
    if (loaded.sha256 !== modelSha256) throw damagedModel(dirname(files.cfg), modelId, '--cfg F --weights F --names F');
    return compileModel(loaded, modelId, target, GPU_FORM);
  };
  return named(await ensureCached(home, modelSha256, fill, 'gpu'), modelId);
}

/** What a registered model keeps, whatever its name. */
async function filesOfSha256(modelSha256: string, home: string): Promise<DarknetFiles | null> {
  for (const name of await registeredNames(home)) {
    const folder = join(modelsFolder(home), name);
    const stored = await readManifest(folder).catch(() => null); // a damaged neighbour is no reason
    const files = registeredFiles(folder);
    if (stored?.modelSha256 === modelSha256 && (await stat(files.cfg).catch(() => null))) return files;
  }
  return null;
}

function named({ folder, manifest }: ResolvedModel, modelId: string): ResolvedModel {
  return { folder, manifest: { ...manifest, modelId } };
}
