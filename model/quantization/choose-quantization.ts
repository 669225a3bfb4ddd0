import { ConfigError } from '../../shared/errors.ts';
import type { ModelManifest } from '../../shared/model-manifest.ts';
import type { DarknetModel } from '../darknet/darknet-files.ts';
import type { Network } from '../darknet/network.ts';
import { readWeights } from '../darknet/weights-file.ts';
import { foldBatchNorm } from '../ir/fold-batch-norm.ts';
import { forwardSingleInputs } from '../ir/forward-single-inputs.ts';
import { graphFromNetwork } from '../ir/from-network.ts';
import type { QuantizedGraph } from '../ir/quantized-graph.ts';
import { calibratedForms } from './calibrated-forms.ts';
import { HeadComparison } from './head-comparison.ts';
import { type LayerSqnr, layerSqnr } from './layer-sqnr.ts';
import { type LossOf, MeasuredModels } from './measured-models.ts';
import { type MixedPrecisionTrial, mixedPrecisionTrials } from './mixed-precision-trials.ts';
import { requireQuantizable } from './quantizable.ts';
import { quantizeGraph } from './quantize-graph.ts';
import type { WeightBits } from './quantize-weights.ts';
import { type Candidate, type QuantizationMethod, rankedCandidates } from './ranked-candidates.ts';
import type { RangeMethod } from './value-range.ts';

/** What is quantised, and which choices there are. */
export interface QuantizationRequest {
  /** The model in floats, at the size that is wanted, and what it was made of, at that size too. */
  readonly manifest: ModelManifest;
  readonly sources: DarknetModel;
  /** Pixels of the network's size, RGB, interleaved: ranges come from these … */
  readonly frames: readonly Uint8Array[];
  /** … and what there is to choose is chosen by these. */
  readonly validation: readonly Uint8Array[];
  readonly methods: readonly RangeMethod[];
  readonly weightBits: WeightBits;
  /** Convolutional layers that stay in floats, by their index in the cfg; `auto`: those that pay. */
  readonly floatLayers: readonly number[] | 'auto';
  readonly threads: number;
  /** Asked where layers are tried; not to be measured on what is reported in the end. */
  readonly lossOf: LossOf;
  /** Called after every frame of the calibration; channels that are equalised are looked at once more. */
  readonly onFrame?: (done: number, total: number) => void;
}

/** How a quantised graph came about. */
export interface QuantizationChoice {
  /** Best first, without the layers that were tried. */
  readonly candidates: readonly Candidate[];
  /** Of the best, on the validation frames; the one that costs most first. */
  readonly layers: readonly LayerSqnr[];
  /** Ascending. */
  readonly floatLayers: readonly number[];
  /** Empty unless `auto` was asked for. */
  readonly trials: readonly MixedPrecisionTrial[];
}

/** Layers that `auto` tries. */
const TRIED_LAYERS = 4;

/**
 * The best quantised graph among some choices, and what was found out on the way.
 *
 * @throws {ConfigError} `CONFIG_INVALID` for a layer that cannot stay in floats
 * @throws {ModelError} `MODEL_INVALID` naming what cannot be computed in integers, before anything is run
 */
export async function chooseQuantization(
  request: QuantizationRequest,
): Promise<{ readonly graph: QuantizedGraph; readonly choice: QuantizationChoice }> {
  const { manifest, sources, validation, weightBits, threads } = request;
  const { network } = sources;
  const given = request.floatLayers === 'auto' ? [] : request.floatLayers;
  checkFloatLayers(given, network);
  const weights = readWeights(sources.weights, network, sources.weightsFile);
  const graph = foldBatchNorm(forwardSingleInputs(graphFromNetwork(network, weights)));
  requireQuantizable(graph, new Set(given));
  const forms = await calibratedForms(graph, request.frames, threads, request.onFrame);
  const comparison = await HeadComparison.of(graph, validation, threads);
  const anchors = manifest.heads.map((head) => head.anchors.length);
  const formOf = ({ isEqualized }: QuantizationMethod) => forms.find((form) => form.isEqualized === isEqualized)!;
  const quantized = (way: QuantizationMethod, floatLayers: ReadonlySet<number>) => {
    const { graph, stats } = formOf(way);
    return quantizeGraph(graph, stats, anchors, { method: way.method, weightBits, correctBiases: true, floatLayers });
  };

  const fixed = new Set(given);
  const ways = forms.flatMap(({ isEqualized }) => request.methods.map((method) => ({ method, isEqualized })));
  const candidates = await rankedCandidates(ways, (way) => quantized(way, fixed), comparison);
  const best = candidates[0]!;
  const layers = await layerSqnr(formOf(best).graph, best.graph, validation, threads);
  const choice = { candidates, layers, floatLayers: [...fixed].sort((a, b) => a - b), trials: [] };
  if (request.floatLayers !== 'auto') return { graph: best.graph, choice };

  const models = await MeasuredModels.create({ manifest, comparison, threads, lossOf: request.lossOf });
  try {
    const found = await mixedPrecisionTrials(
      convolutional(layers, network).slice(0, TRIED_LAYERS),
      await models.measure(best.graph),
      (floatLayers) => models.measure(quantized(best, floatLayers)),
      (without, withOneMore) => models.timed(without, withOneMore),
    );
    const floatLayers = [...found.floatLayers].sort((a, b) => a - b);
    return { graph: found.best.graph, choice: { ...choice, floatLayers, trials: found.trials } };
  } finally {
    await models.remove();
  }
}

function convolutional(layers: readonly LayerSqnr[], network: Network): number[] {
  return layers.map(({ layer }) => layer).filter((layer) => network.layers[layer]?.kind === 'convolutional');
}

function checkFloatLayers(layers: readonly number[], network: Network): void {
  for (const layer of layers) {
    const kind = network.layers[layer]?.kind;
    if (kind === 'convolutional') continue;
    throw new ConfigError(
      'CONFIG_INVALID',
      `Expected \`--float-layers\` to name convolutional layers of the cfg, counted from 0, got ${layer}, which is ${kind ? `[${kind}]` : 'none'}.`,
    );
  }
}
