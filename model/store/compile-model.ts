import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelManifest } from '../../shared/model-manifest.ts';
import type { DarknetModel } from '../darknet/darknet-files.ts';
import { readWeights } from '../darknet/weights-file.ts';
import { writeManifest } from '../files/stored-model.ts';
import { compileNetwork } from '../ir/compile-network.ts';
import { CPU_FORM, type GraphForm } from '../onnx/graph-form.ts';
import { MANIFEST_KEY } from '../onnx/manifest-key.ts';
import { onnxChunks } from '../onnx/write-onnx.ts';
import { darknetManifest } from './darknet-manifest.ts';

/** Compiles a model into a folder: its graph, which carries the manifest too, and `model.json`. */
export async function compileModel(
  sources: DarknetModel,
  modelId: string,
  folder: string,
  { passes, image }: GraphForm = CPU_FORM,
): Promise<ModelManifest> {
  const { network, labels, sha256 } = sources;
  const graph = compileNetwork(network, readWeights(sources.weights, network, sources.weightsFile), passes);
  const manifest = darknetManifest(network, graph, { modelId, modelSha256: sha256 }, labels);
  const file = await open(join(folder, manifest.graph), 'wx');
  try {
    const metadata = { [MANIFEST_KEY]: JSON.stringify(manifest) };
    for (const chunk of onnxChunks(graph, metadata, image)) await file.writeFile(chunk);
    await file.sync();
  } finally {
    await file.close();
  }
  await writeManifest(folder, manifest, true);
  return manifest;
}
