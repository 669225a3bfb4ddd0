import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelManifest } from '../../../shared/model-manifest.ts';
import { GRAPH_FILE } from '../darknet/darknet-manifest.ts';
import { readWeights } from '../darknet/weights-file.ts';
import { foldBatchNorm } from '../graph/fold-batch-norm.ts';
import { forwardSingleInputs } from '../graph/forward-single-inputs.ts';
import { graphFromNetwork } from '../graph/from-network.ts';
import { quantizedOnnxChunks } from '../onnx/quantized-nodes.ts';
import { MANIFEST_KEY } from '../onnx-file/read-onnx-file.ts';
import type { LoadedSources } from '../registry/model-sources.ts';
import { placeFolder } from '../registry/place-folder.ts';
import { quantizedId, quantizedTarget } from '../registry/quantized-model.ts';
import { type ResolvedModel, writeManifest } from '../registry/stored-model.ts';
import { type Candidate, rankedCandidates } from './choose-candidate.ts';
import { type LayerNoise, layerNoise } from './layer-noise.ts';
import { observeValues } from './observe-values.ts';
import type { WeightBits } from './quantize-weights.ts';
import type { RangeMethod } from './value-range.ts';

export interface QuantizeRequest {
  /** The model in floats, and what it was made of. */
  readonly manifest: ModelManifest;
  readonly sources: LoadedSources;
  /** Pixels of the network's size, RGB, interleaved: ranges come from these … */
  readonly frames: readonly Uint8Array[];
  /** … and methods are compared on these. */
  readonly heldOut: readonly Uint8Array[];
  readonly methods: readonly RangeMethod[];
  readonly weightBits: WeightBits;
  readonly threads: number;
  /** Sees the quantised model before others do; what it throws keeps the model from them. */
  readonly accept: (model: ResolvedModel, choice: QuantizationChoice) => Promise<void>;
}

/** How a quantised model came about. */
export interface QuantizationChoice {
  /** Best first. */
  readonly candidates: readonly Candidate[];
  /** Of the best, on the frames held out; the worst first. */
  readonly layers: readonly LayerNoise[];
}

/**
 * Quantises a model after training and puts its graph where `--precision int8` and workers find it, whole or not at all.
 *
 * @throws what `accept` throws; then nothing is changed
 */
export async function quantizeModel(home: string, request: QuantizeRequest): Promise<ResolvedModel> {
  const { manifest, sources, frames, heldOut, methods, weightBits, threads, accept } = request;
  const { network } = sources;
  const weights = readWeights(sources.weights, network, manifest.modelId);
  const graph = foldBatchNorm(forwardSingleInputs(graphFromNetwork(network, weights)));
  const { observations } = await observeValues(graph, frames, threads);
  const anchors = manifest.heads.map((head) => head.anchors.length);
  const candidates = await rankedCandidates(graph, observations, heldOut, { methods, anchors, weightBits, threads });
  const best = candidates[0]!;
  const layers = await layerNoise(graph, best.graph, heldOut, threads);
  const target = quantizedTarget(home, manifest);
  let quantized: ModelManifest | null = null;
  await placeFolder(target, async (folder) => {
    quantized = await writeModel(best, manifest, folder);
    await accept({ manifest: quantized, folder }, { candidates, layers });
  });
  return { manifest: quantized!, folder: target };
}

/** The file carries its manifest, so that `model import --onnx` takes it to other hosts; its sha256 is the model's. */
async function writeModel({ graph }: Candidate, model: ModelManifest, folder: string): Promise<ModelManifest> {
  const manifest: ModelManifest = {
    ...model,
    modelId: quantizedId(model.modelId),
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
