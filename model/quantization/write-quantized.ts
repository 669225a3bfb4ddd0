import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelManifest } from '../../shared/model-manifest.ts';
import { GRAPH_FILE, writeManifest } from '../files/stored-model.ts';
import type { QuantizedGraph } from '../ir/quantized-graph.ts';
import { MANIFEST_KEY } from '../onnx/manifest-key.ts';
import { quantizedOnnxChunks } from '../onnx/quantized-nodes.ts';

/**
 * Writes a quantised graph and its manifest into a folder. The file carries its manifest too, so that `model import --onnx`
 * takes it to other hosts; its sha256 is the model's.
 *
 * @param model - the manifest of the one in floats, at the size that was quantised
 */
export async function writeQuantized(
  graph: QuantizedGraph,
  model: ModelManifest,
  modelId: string,
  folder: string,
): Promise<ModelManifest> {
  const manifest: ModelManifest = {
    ...model,
    modelId,
    graph: GRAPH_FILE,
    // Ranges were found at one size, and the heads are shaped for it.
    input: { ...model.input, sizeStep: null },
    heads: model.heads.map((head) => ({ ...head, layout: 'nhwa' })),
  };
  const hash = createHash('sha256');
  const file = await open(join(folder, GRAPH_FILE), 'wx');
  try {
    for (const chunk of quantizedOnnxChunks(graph, { [MANIFEST_KEY]: JSON.stringify(manifest) })) {
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  const stored = { ...manifest, modelSha256: hash.digest('hex') };
  await writeManifest(folder, stored, false);
  return stored;
}
