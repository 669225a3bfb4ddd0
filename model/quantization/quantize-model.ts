import { ModelError } from '../../shared/errors.ts';
import type { ModelManifest } from '../../shared/model-manifest.ts';
import { requireWritable, writeFolderAtomically } from '../files/atomic-folder.ts';
import { quantizedFolder } from '../files/paths.ts';
import { quantizedGraph, quantizedGraphFolder } from '../files/quantized-graphs.ts';
import type { ResolvedModel } from '../files/resolved-model.ts';
import { chooseQuantization, type QuantizationChoice, type QuantizationRequest } from './choose-quantization.ts';
import { writeQuantized } from './write-quantized.ts';

export interface QuantizeRequest extends QuantizationRequest {
  /** How the quantised model is called. */
  readonly modelId: string;
  /** Sees the quantised model before others do; what it throws keeps the model from them. */
  readonly accept: (model: ResolvedModel, choice: QuantizationChoice) => Promise<void>;
  /** Whether one that another process has placed meanwhile is as good, and used already. */
  readonly keepsExisting: boolean;
}

/**
 * Quantises a model after training and puts its graph where `--precision int8` and workers find it, whole or not at all.
 *
 * @throws {ConfigError} `CONFIG_INVALID` for a layer that cannot stay in floats
 * @throws {ModelError} `MODEL_INVALID` where the files that the model is made of have changed since
 * @throws what `accept` throws; then nothing is changed
 */
export async function quantizeModel(home: string, request: QuantizeRequest): Promise<ResolvedModel> {
  const { manifest, modelId, keepsExisting, sources } = request;
  if (sources.sha256 !== manifest.modelSha256) throw otherSources(manifest);
  await requireWritable(quantizedFolder(home));
  const { graph, choice } = await chooseQuantization(request);
  let placed: ModelManifest | null = null;
  const fill = async (folder: string) => {
    placed = await writeQuantized(graph, manifest, modelId, folder);
    await request.accept({ manifest: placed, folder }, choice);
  };
  const isThere = async () => keepsExisting && (await quantizedGraph(home, manifest)) !== null;
  await writeFolderAtomically(quantizedGraphFolder(home, manifest), fill, isThere);
  const found = keepsExisting ? await quantizedGraph(home, manifest) : null;
  return found ?? { manifest: placed!, folder: quantizedGraphFolder(home, manifest) };
}

function otherSources({ modelId, modelSha256 }: ModelManifest): ModelError {
  return new ModelError(
    'MODEL_INVALID',
    `Expected the files of \`${modelId}\` to be those that it was imported from (sha256 ${modelSha256}), got others: they are damaged or were changed. Import them again with \`framefleet model import\`.`,
  );
}
