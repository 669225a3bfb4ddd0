import type { ConvolutionNode, FloatTensor } from '../graph/graph.ts';
import { type OnnxNode, onnxNode } from './messages.ts';
import type { Constants } from './onnx-nodes.ts';

/** Two taps on each axis, and how the outermost reach beyond the picture. */
interface Taps {
  readonly factors: readonly [number, number];
  readonly dilation: number;
  readonly before: number;
  readonly after: number;
}

/**
 * How four values on an axis enter Winograd's domain: d0 − d2, d1 + d2, d2 − d1, d1 − d3. One tile begins at each second value,
 * one before it; an odd picture is filled up with zeros.
 */
const INPUT_TAPS: readonly Taps[] = [
  { factors: [1, -1], dilation: 2, before: 1, after: 1 },
  { factors: [1, 1], dilation: 1, before: 0, after: 1 },
  { factors: [-1, 1], dilation: 1, before: 0, after: 1 },
  { factors: [1, -1], dilation: 2, before: 0, after: 2 },
];
/** How three weights do; the last with its sign changed, so that what leaves the domain is m0 + m1 + m2 and m1 − m2 + m3. */
const WEIGHTS_TO_DOMAIN = [
  [1, 0, 0],
  [0.5, 0.5, 0.5],
  [0.5, -0.5, 0.5],
  [0, 0, -1],
] as const;
const AXIS = [0, 1, 2, 3] as const;

/**
 * A 3 × 3 convolution as F(2 × 2, 3 × 3): each tile of 2 × 2 results comes of 4 × 4 values by 16 products a channel instead of 36.
 * All but the interleaving of the four results of a tile are operators that the runtime has in its fast layout.
 *
 * @see A. Lavin and S. Gray, Fast Algorithms for Convolutional Neural Networks, 2016
 */
export function winogradNodes(node: ConvolutionNode, constants: Constants): OnnxNode[] {
  const { input, output, weights, biases } = node;
  const valuesAt = domainWeights(weights);
  const [filters = 0, channels = 0] = weights.dims;
  const nodes: OnnxNode[] = [];
  const add = (operator: 'Add' | 'Sub', a: string, b: string, name: string) => {
    nodes.push(onnxNode(operator, [a, b], `${output}_${name}`));
    return `${output}_${name}`;
  };
  const domain = AXIS.map((row) => AXIS.map((column) => `${output}_domain${row}${column}`));
  for (const row of AXIS) {
    for (const column of AXIS) {
      const tiles = `${output}_tiles${row}${column}`;
      nodes.push(tilesNode(input, tiles, [row, column], channels, constants));
      const product = domain[row]![column]!;
      const factors = { dims: [filters, channels, 1, 1], values: () => valuesAt(row, column) };
      // The middle one is in all four results once.
      const bias = row === 1 && column === 1 ? [constants.tensor(`${output}_biases`, biases)] : [];
      const inputs = [tiles, constants.tensor(`${product}_weights`, factors), ...bias];
      nodes.push(onnxNode('Conv', inputs, product, { kernel_shape: [1, 1] }));
    }
  }
  const rows = [0, 1].map((row) =>
    AXIS.map((column) => {
      const [m0, m1, m2, m3] = AXIS.map((index) => domain[index]![column]!) as [string, string, string, string];
      const name = `rows${row}${column}`;
      return row === 0
        ? add('Add', add('Add', m1, m2, `${name}_part`), m0, name)
        : add('Add', add('Sub', m1, m2, `${name}_part`), m3, name);
    }),
  );
  const results = rows.flatMap(([m0 = '', m1 = '', m2 = '', m3 = ''], row) => [
    add('Add', add('Add', m1, m2, `result${row}0_part`), m0, `result${row}0`),
    add('Add', add('Sub', m1, m2, `result${row}1_part`), m3, `result${row}1`),
  ]);
  return [...nodes, ...interleaved(results, node, constants)];
}

/** One of the 16 values of each tile, of every channel for itself. */
function tilesNode(
  input: string,
  output: string,
  [row, column]: readonly [number, number],
  channels: number,
  constants: Constants,
): OnnxNode {
  const [down, across] = [INPUT_TAPS[row]!, INPUT_TAPS[column]!];
  const kernel = down.factors.flatMap((a) => across.factors.map((b) => a * b));
  const values = () => Float32Array.from({ length: 4 * channels }, (_, i) => kernel[i % 4]!);
  const taps = constants.tensor(`winograd_taps${row}${column}_${channels}`, { dims: [channels, 1, 2, 2], values });
  return onnxNode('Conv', [input, taps], output, {
    kernel_shape: [2, 2],
    strides: [2, 2],
    dilations: [down.dilation, across.dilation],
    pads: [down.before, across.before, down.after, across.after],
    group: channels,
  });
}

/** The four results of each tile at their places; what an odd picture has too much is cut off. */
function interleaved(results: readonly string[], { input, output, winograd }: ConvolutionNode, constants: Constants) {
  const together = `${output}_results`;
  const mayBeOdd = winograd?.mayBeOdd ?? true;
  const whole = mayBeOdd ? `${output}_whole` : output;
  const nodes = [
    onnxNode('Concat', results, together, { axis: 1 }),
    onnxNode('DepthToSpace', [together], whole, { blocksize: 2 }),
  ];
  if (!mayBeOdd) return nodes;
  return [
    ...nodes,
    onnxNode('Shape', [input], `${output}_size`, { start: 2, end: 4 }),
    onnxNode(
      'Slice',
      [
        whole,
        constants.integers('picture_start', [0, 0]),
        `${output}_size`,
        constants.integers('picture_axes', [2, 3]),
      ],
      output,
    ),
  ];
}

/** By row and column one of the 16 weights of each kernel in Winograd's domain; kernels are kept until the last was asked for. */
function domainWeights({ values }: FloatTensor): (row: number, column: number) => Float32Array {
  let kept: Float32Array | null = null;
  return (row, column) => {
    const kernels = kept ?? values();
    kept = row === 3 && column === 3 ? null : kernels;
    const factors = WEIGHTS_TO_DOMAIN[row]!.flatMap((a) => WEIGHTS_TO_DOMAIN[column]!.map((b) => a * b));
    const found = new Float32Array(kernels.length / 9);
    for (let kernel = 0; kernel < found.length; kernel++) {
      let sum = 0;
      for (let i = 0; i < 9; i++) sum += factors[i]! * kernels[9 * kernel + i]!;
      found[kernel] = sum;
    }
    return found;
  };
}
