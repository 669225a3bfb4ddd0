import type { Size } from '../../shared/geometry.ts';
import type { EditedNode, OnnxGraphEditor } from '../onnx/onnx-graph-editor.ts';
import { ELEMENTWISE } from './elementwise.ts';

/** Operators whose results are as high and wide as their first input. */
const KEEPS_SIZE: ReadonlySet<string> = new Set([...ELEMENTWISE, 'Cast', 'ReorderInput', 'ReorderOutput']);

/**
 * Heights and widths of the pictures in a graph, by name, as far as they follow from the input's by operators known here.
 *
 * @param input - of the frames, which are channels last until they are transposed
 */
export function spatialSizes({ nodes, constants }: OnnxGraphEditor, input: Size): ReadonlyMap<string, Size> {
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

function sizeAfter(node: EditedNode, input: Size | undefined, constants: OnnxGraphEditor['constants']): Size | null {
  const { opType, inputs, integers, lists } = node;
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
    case 'MaxPool':
      return sizeUnderKernels(node, input);
    default:
      return null;
  }
}

function sizeUnderKernels({ integers, lists, texts }: EditedNode, input: Size): Size | null {
  const kernel = lists.get('kernel_shape');
  if (!kernel || (texts.get('auto_pad') ?? 'NOTSET') !== 'NOTSET' || integers.get('ceil_mode')) return null;
  const [strides = [1, 1], dilations = [1, 1], pads = [0, 0, 0, 0]] = ['strides', 'dilations', 'pads'].map((name) =>
    lists.get(name),
  );
  const along = (length: number, axis: 0 | 1) => {
    const reach = dilations[axis]! * (kernel[axis]! - 1) + 1;
    return Math.floor((length + pads[axis]! + pads[axis + 2]! - reach) / strides[axis]!) + 1;
  };
  return { width: along(input.width, 1), height: along(input.height, 0) };
}
