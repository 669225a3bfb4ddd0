import { resized } from '../../shared/network-size.ts';
import { quantizedOf } from '../../worker/model/registry/quantized-model.ts';
import { resolveModel } from '../../worker/model/registry/resolve-model.ts';
import type { ResolvedModel } from '../../worker/model/registry/stored-model.ts';
import { downloadProgress } from './download-progress.ts';
import type { ModelForm } from './model-form.ts';

/**
 * The model of a name, folder or ONNX file; an official one is fetched first, with its progress on stderr.
 *
 * @returns its manifest at the size that is asked for
 * @throws {ConfigError} `CONFIG_INVALID` for a size that it cannot take
 * @throws {ModelError} `MODEL_NOT_FOUND`, also when it is not quantised and int8 is asked for; `MODEL_INVALID` and others
 */
export async function namedModel(
  reference: string,
  home: string,
  { precision, size }: ModelForm = { precision: 'fp32', size: null },
): Promise<ResolvedModel> {
  const download = downloadProgress(reference);
  const model = await resolveModel(reference, home, {
    onProgress: (_name, progress) => download.update(progress),
  }).finally(download.stop);
  const { folder, manifest } = precision === 'int8' ? await quantizedOf(home, model.manifest, reference) : model;
  return { folder, manifest: resized(manifest, size) };
}
