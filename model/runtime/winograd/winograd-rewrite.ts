import type { Size } from '../../../shared/geometry.ts';
import { type EditedNode, newNode, type OnnxGraphEditor } from '../../onnx/onnx-graph-editor.ts';
import { NCHWC_DOMAIN } from '../nchwc-layout.ts';
import { type PlaneSize, spatialSizes } from '../spatial-sizes.ts';
import { tileFormFor } from './tiles.ts';
import { type NchwcConvolution, WinogradNodes } from './winograd-nodes.ts';

export interface WinogradOptions {
  /** Of a convolution, at the size of its picture; smaller ones are done before Winograd's steps are. */
  readonly leastProducts: number;
  /** With fewer, changing into the domain and back costs more than it saves. */
  readonly leastChannels: number;
}

export const DEFAULT_WINOGRAD: WinogradOptions = { leastProducts: 50e6, leastChannels: 64 };

type ActivationNode = (input: string, output: string, params: readonly number[]) => EditedNode;

/** Activations that the runtime fuses into convolutions, as nodes of their own again; others keep a convolution as it is. */
const ACTIVATIONS: Readonly<Partial<Record<string, ActivationNode>>> = {
  Relu: (input, output) => newNode('Relu', [input], output),
  LeakyRelu: (input, output, [alpha = 0.01]) => newNode('LeakyRelu', [input], output, { alpha: { float: alpha } }),
};

/**
 * Pass over an optimised graph: the 3 × 3 convolutions in the runtime's layout NCHWc that are cheaper so are done in Winograd's form,
 * with 36 products where 144 would be, or 16 where 36 would be.
 *
 * @param input - size of the frames
 * @param block - channels of a block of the layout on this CPU
 */
export function rewriteToWinograd(
  graph: OnnxGraphEditor,
  input: Size,
  block: number,
  options: WinogradOptions,
): EditedNode[] {
  const sizes = spatialSizes(graph, input);
  const winograd = new WinogradNodes(block);
  const nodes = graph.nodes.flatMap((node) => {
    const convolution = plainConvolution(node, graph.constants, sizes);
    if (!convolution || !isFaster(convolution, block, options)) return [node];
    const { own, after } = unfused(node);
    return [...winograd.nodesOf({ ...convolution, output: own }, tileFormFor(convolution.size)), ...after];
  });
  return [...winograd.shared, ...nodes];
}

/** The convolution that a node is, with the size of its picture; `null` where Winograd's form does not fit. */
function plainConvolution(
  { opType, domain, inputs, outputs, integers, lists, texts }: EditedNode,
  constants: OnnxGraphEditor['constants'],
  sizes: ReadonlyMap<string, PlaneSize>,
): NchwcConvolution | null {
  const [input = '', weights = '', biases] = inputs;
  const size = sizes.get(input);
  const [filters = 0, channels = 0, ...kernel] = constants.get(weights)?.dims ?? [];
  const is = (name: string, wanted: string) => (lists.get(name)?.join() ?? '1,1') === wanted;
  if (opType !== 'Conv' || domain !== NCHWC_DOMAIN || kernel.join() !== '3,3') return null;
  if (typeof size !== 'object') return null;
  const isPlain =
    is('strides', '1,1') && is('dilations', '1,1') && is('pads', '1,1,1,1') && integers.get('group') === 1;
  if (!isPlain) return null;
  const activation = texts.get('activation');
  if (activation !== undefined && !ACTIVATIONS[activation]) return null;
  return { input, output: outputs[0] ?? '', weights, biases: biases || null, filters, channels, size };
}

function isFaster(
  { filters, channels, size }: NchwcConvolution,
  block: number,
  { leastProducts, leastChannels }: WinogradOptions,
): boolean {
  const products = 9 * filters * channels * size.height * size.width;
  return products >= leastProducts && [filters, channels].every((n) => n >= leastChannels && n % block === 0);
}

/** What a convolution makes itself, and the sum and the activation that the runtime has fused into it as nodes of their own. */
function unfused({ inputs, outputs: [output = ''], lists, texts }: EditedNode): { own: string; after: EditedNode[] } {
  const activation = ACTIVATIONS[texts.get('activation') ?? ''];
  const other = inputs[3];
  const summed = activation ? `${output}_linear` : output;
  const own = other ? `${output}_own` : summed;
  return {
    own,
    after: [
      ...(other ? [newNode('Add', [own, other], summed)] : []),
      ...(activation ? [activation(summed, output, lists.get('activation_params') ?? [])] : []),
    ],
  };
}
