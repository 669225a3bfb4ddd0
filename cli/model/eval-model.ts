import { resolveModel } from '../../worker/model/registry/resolve-model.ts';
import type { ResolvedModel } from '../../worker/model/registry/stored-model.ts';
import { downloadProgress } from './download-progress.ts';

/** The model of a name, folder or ONNX file; an official one is fetched first, with its progress on stderr. */
export async function namedModel(reference: string, home: string): Promise<ResolvedModel> {
  const download = downloadProgress(reference);
  return resolveModel(reference, home, { onProgress: (_name, progress) => download.update(progress) }).finally(
    download.stop,
  );
}
