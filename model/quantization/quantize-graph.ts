import type { ActivationNode, ConvolutionNode, Graph, GraphNode } from '../ir/graph.ts';
import { IMAGE_VALUE, inputsOf } from '../ir/graph.ts';
import { layerOfValue } from '../ir/layer-values.ts';
import type {
  Quantization,
  QuantizedGraph,
  QuantizedHead,
  QuantizedNode,
  QuantizedValue,
} from '../ir/quantized-graph.ts';
import { INPUT_NAME } from '../onnx/onnx-nodes.ts';
import { activationFunction } from './activation-function.ts';
import type { StatsByValue } from './collect-activation-stats.ts';
import { fitSwishSigmoid } from './fit-swish-sigmoid.ts';
import { mixedPrecisionLayer } from './mixed-precision-layer.ts';
import { byteCounts, preActivationQuantization } from './pre-activation-range.ts';
import { addends, headConvolution, unsupported } from './quantizable.ts';
import { quantizeFilters, type WeightBits } from './quantize-weights.ts';
import { type Quantizations, sharedQuantizations } from './shared-ranges.ts';
import type { RangeMethod } from './value-range.ts';

export interface QuantizeOptions {
  readonly method: RangeMethod;
  readonly weightBits: WeightBits;
  /** Take off the biases what rounding the weights shifts sums by. */
  readonly correctBiases: boolean;
  /** Convolutional layers that stay in floats, by their index in the cfg. */
  readonly floatLayers: ReadonlySet<number>;
}

/**
 * Pass: a folded graph, activations not expanded, in integers from the image's bytes to the heads, but for some layers.
 *
 * @param anchors - of each output
 * @throws {ModelError} `MODEL_INVALID` naming what cannot be computed in integers
 */
export function quantizeGraph(
  graph: Graph,
  stats: StatsByValue,
  anchors: readonly number[],
  options: QuantizeOptions,
): QuantizedGraph {
  const activations = new Map(graph.nodes.flatMap((node) => (node.op === 'activation' ? [[node.input, node]] : [])));
  const shared = sharedQuantizations(graph, stats, options.method, new Set(activations.keys()));
  const quantizations = new Map([...shared, ...preActivations([...activations.values()], stats, shared)]);
  // Rectifiers cost nothing: the bytes before them end where theirs do.
  const rectified = [...activations.values()].filter(isRectifier).map((node) => [node.input, node.output] as const);
  const names = new Map([[IMAGE_VALUE, INPUT_NAME] as const, ...rectified]);
  const context: Context = { graph, stats, quantizations, names, options };
  const heads = graph.outputs.map((output, index) => headOf(output, anchors[index]!, context));
  const inHeads = new Set(heads.flatMap(({ made }) => made));
  const nodes = graph.nodes.filter(({ output }) => !inHeads.has(output)).flatMap((node) => nodesOf(node, context));
  return { input: graph.input, nodes, heads: heads.map(({ head }) => head) };
}

interface Context {
  readonly graph: Graph;
  readonly stats: StatsByValue;
  readonly quantizations: Quantizations;
  /** Values that are called otherwise in the quantised graph. */
  readonly names: ReadonlyMap<string, string>;
  readonly options: QuantizeOptions;
}

function preActivations(
  activations: readonly ActivationNode[],
  stats: StatsByValue,
  shared: Quantizations,
): [string, Quantization][] {
  return activations.map((node) => {
    const { input, output, activation } = node;
    const after = shared.get(output)!;
    if (isRectifier(node)) return [input, after];
    const { histogram } = stats.get(input)!;
    const isBounded = activation === 'logistic' || activation === 'tanh';
    const high = isBounded ? histogram.max : after.scale * (255 - after.zeroPoint);
    return [input, preActivationQuantization(histogram, activationFunction(activation), high)];
  });
}

function readAs(name: string, { quantizations, names }: Context): QuantizedValue {
  return { name: names.get(name) ?? name, ...quantizations.get(name)! };
}

function isRectifier({ activation }: ActivationNode): boolean {
  return activation === 'relu' || activation === 'relu6';
}

function nodesOf(node: GraphNode, context: Context): QuantizedNode[] {
  if (isInFloats(node.output, context)) return node.op === 'convolution' ? [inFloats(node, context)] : [];
  const output = readAs(node.output, context);
  const made = { output, shape: node.shape };
  switch (node.op) {
    case 'convolution': {
      const { size, stride, padding, groups } = node;
      const input = readAs(node.input, context);
      const { weights, integerBiases: biases } = filtersOf(node, input, context);
      return [{ op: 'convolution', input, size, stride, padding, groups, weights, biases, ...made }];
    }
    case 'activation':
      return activation(node, output, context);
    case 'elementwise':
      return [
        {
          op: 'add',
          inputs: addends(node).map((name) => readAs(name, context)) as [QuantizedValue, QuantizedValue],
          ...made,
        },
      ];
    case 'concat':
      return [{ op: 'concat', inputs: node.inputs.map((name) => readAs(name, context)), ...made }];
    case 'maxPool':
    case 'slice':
    case 'upsample':
      return [{ ...node, input: readAs(node.input, context), ...made }];
    case 'averagePool':
    case 'globalAveragePool':
    case 'spaceToDepth':
      throw unsupported(`a layer of the kind ${node.op} (${node.output})`);
  }
}

function isInFloats(value: string, { options }: Context): boolean {
  return options.floatLayers.has(layerOfValue(value)!);
}

function inFloats(node: ConvolutionNode, context: Context): QuantizedNode {
  const reader = context.graph.nodes.find((other) => inputsOf(other).includes(node.output));
  const own = reader?.op === 'activation' && isInFloats(reader.output, context) ? reader : null;
  return mixedPrecisionLayer(node, own, readAs(node.input, context), readAs((own ?? node).output, context));
}

function filtersOf(node: ConvolutionNode, input: Quantization, { stats, options }: Context) {
  const means = options.correctBiases ? stats.get(node.input)!.means : null;
  return quantizeFilters(node, input, options.weightBits, means);
}

function activation(node: ActivationNode, output: QuantizedValue, context: Context): QuantizedNode[] {
  const input = readAs(node.input, context);
  const { shape } = node;
  switch (node.activation) {
    case 'leaky':
      return [{ op: 'leaky', input, output, shape }];
    case 'logistic':
      return [{ op: 'sigmoid', input, output, shape }];
    case 'mish':
    case 'swish': {
      const counts = byteCounts(context.stats.get(node.input)!.histogram, input);
      const { sigmoidInput, sigmoidOutput, factor } = fitSwishSigmoid(
        activationFunction(node.activation),
        input,
        output,
        counts,
      );
      const name = `${node.output}_gate`;
      return [
        { op: 'sigmoid', input: { ...sigmoidInput, name: node.input }, output: { ...sigmoidOutput, name }, shape },
        { op: 'multiply', inputs: [input, { ...factor, name }], output, shape },
      ];
    }
    case 'relu':
    case 'relu6':
      return [];
    case 'tanh':
      throw unsupported(`the activation tanh (${node.output})`);
  }
}

/** A head and the values of the float graph that it takes the place of. */
function headOf(output: string, anchors: number, context: Context): { head: QuantizedHead; made: string[] } {
  const { convolution, isLogistic } = headConvolution(context.graph.nodes, output);
  const input = readAs(convolution.input, context);
  const filters = filtersOf(convolution, input, context);
  const floats = { weights: convolution.weights, biases: convolution.biases.values };
  const { weights, biases } = isInFloats(output, context) ? floats : filters;
  const head = { input, weights, biases, isLogistic, name: output, shape: convolution.shape, anchors };
  return { head, made: [output, convolution.output] };
}
