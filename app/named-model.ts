import type { ResolvedModel } from '../model/files/resolved-model.ts';
import { notQuantized, quantizedAt } from '../model/store/quantized-models.ts';
import { resolveModel } from '../model/store/resolve-model.ts';
import type { Size } from '../shared/geometry.ts';
import { resized } from '../shared/network-size.ts';
import type { Download } from '../shared/ports.ts';
import { onDownload } from './download-events.ts';
import type { WorkEvents } from './events.ts';

/** Which graph of a model is meant, and at which size it runs. */
export interface ModelForm {
  readonly precision: 'fp32' | 'int8';
  /** `null`: the model's own. */
  readonly size: Size | null;
}

/** Loaded where it is called: most models are there already. */
const download: Download = async (...file) => (await import('../client/download.ts')).download(...file);

/**
 * The model of a name, folder or ONNX file; an official one is fetched first.
 *
 * @returns its manifest at the size that is asked for
 * @throws {ConfigError} `CONFIG_INVALID` for a size that it cannot take
 * @throws {ModelError} `MODEL_NOT_FOUND`, also when it is not quantised at that size and int8 is asked for; `MODEL_INVALID` and
 *   others
 */
export async function namedModel(
  reference: string,
  home: string,
  events: Pick<WorkEvents, 'onProgress'>,
  { precision, size }: ModelForm = { precision: 'fp32', size: null },
): Promise<ResolvedModel> {
  const { folder, manifest } = await resolveModel(reference, home, { download, onProgress: onDownload(events) });
  if (precision === 'fp32') return { folder, manifest: resized(manifest, size) };
  const wanted = { reference, model: manifest, size };
  const quantized = await quantizedAt(home, wanted);
  if (quantized === null) throw notQuantized(wanted);
  return quantized;
}
