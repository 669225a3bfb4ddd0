import type { Size } from '../../../shared/geometry.ts';
import type { FileNode, GraphFile } from './graph-file.ts';

/** Operators whose results are as high and wide as their first input. */
const KEEPS_SIZE: ReadonlySet<string> = new Set([
  ...['Add', 'Sub', 'Mul', 'Div', 'Neg', 'Softsign', 'Softplus', 'Sigmoid', 'HardSigmoid', 'Tanh', 'Cast'],
  ...['Relu', 'LeakyRelu', 'Clip', 'QuickGelu', 'ReorderInput', 'ReorderOutput'],
]);

/**
 * Heights and widths of the pictures in a graph, by name, as far as they follow from the input's by operators known here.
 *
 * @param input - of the frames, which are channels last until they are transposed
 */
export function spatialSizes({ nodes, constants }: GraphFile, input: Size): ReadonlyMap<string, Size> {
  const sizes = new Map<string, Size>();
  for (const node of nodes) {
    const [output = ''] = node.outputs;
    const size =
      node.opType === 'Transpose' && sizes.size === 0
        ? input
        : sizeAfter(node, sizes.get(node.inputs[0] ?? ''), constants);
    if (size) sizes.set(output, size);
  }
  return sizes;
}

function sizeAfter(
  { opType, inputs, integers, lists, texts }: FileNode,
  input: Size | undefined,
  constants: GraphFile['constants'],
): Size | null {
  if (!input) return null;
  if (KEEPS_SIZE.has(opType)) return input;
  switch (opType) {
    case 'Concat':
      return integers.get('axis') === 1 ? input : null;
    case 'Slice':
      return constants.get(inputs[3] ?? '')?.integers?.join() === '1' ? input : null;
    case 'Upsample': {
      const [, , down = 1, across = 1] = lists.get('scales') ?? [];
      return { width: input.width * across, height: input.height * down };
    }
    case 'Conv':
    case 'MaxPool': {
      const [kernel, strides = [1, 1], dilations = [1, 1], pads = [0, 0, 0, 0]] = [
        ...['kernel_shape', 'strides', 'dilations', 'pads'].map((name) => lists.get(name)),
      ];
      if (!kernel || (texts.get('auto_pad') ?? 'NOTSET') !== 'NOTSET' || integers.get('ceil_mode')) return null;
      const after = (length: number, axis: 0 | 1) =>
        Math.floor(
          (length + pads[axis]! + pads[axis + 2]! - dilations[axis]! * (kernel[axis]! - 1) - 1) / strides[axis]!,
        ) + 1;
      return { width: after(input.width, 1), height: after(input.height, 0) };
    }
    default:
      return null;
  }
}
