import type { Size } from '../../shared/geometry.ts';
import type { EditedNode, OnnxGraphEditor } from '../onnx/onnx-graph-editor.ts';
import { ELEMENTWISE } from './elementwise.ts';

/** Height and width of a value's planes, or a symbol that stands for one size that is not known. */
export type PlaneSize = Size | symbol;

/** From channels last to channels first. */
const CHANNELS_FIRST = '0,3,1,2';

/**
 * Heights and widths of the planes in a graph, by name, as far as they follow from the input's by operators known here. Values
 * with the same symbol are equally large; a value that is not named can have any size and any number of dimensions.
 *
 * @param frame - size of the graph's input, `[N, height, width, channels]`; `null` where it is not fixed
 */
export function spatialSizes(graph: OnnxGraphEditor, frame: Size | null): ReadonlyMap<string, PlaneSize> {
  const sizes = new Map<string, PlaneSize>();
  const frames = framesOf(graph);
  for (const node of graph.nodes) {
    const [input = ''] = node.inputs;
    const [output = ''] = node.outputs;
    const size = isToPlanes(node)
      ? ((frames.has(input) ? frame : null) ?? Symbol(output))
      : sizeBehind(node, sizes, graph.constants);
    if (size !== null) sizes.set(output, size);
  }
  return sizes;
}

export function isSameSize(a: PlaneSize | undefined, b: PlaneSize | undefined): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') return a !== undefined && a === b;
  return a.width === b.width && a.height === b.height;
}

/** Names of values that are as large as the graph's input, channels last still. */
function framesOf({ nodes, constants }: OnnxGraphEditor): ReadonlySet<string> {
  const made = new Set(nodes.flatMap(({ outputs }) => outputs));
  const frames = new Set(
    nodes.flatMap(({ inputs }) => inputs).filter((name) => name !== '' && !made.has(name) && !constants.has(name)),
  );
  for (const { opType, inputs, outputs } of nodes) {
    const [input = '', ...others] = inputs;
    const isByValue = opType === 'Cast' || ELEMENTWISE.has(opType);
    const isKept = isByValue && frames.has(input) && others.every((name) => name === '' || isNumber(constants, name));
    if (isKept) for (const name of outputs) frames.add(name);
  }
  return frames;
}

function isToPlanes(node: EditedNode): boolean {
  if (node.opType === 'Transpose') return node.lists.get('perm')?.join() === CHANNELS_FIRST;
  return node.opType === 'ReorderInput' && isChannelsLast(node);
}

/** Whether a change of layout takes or gives values whose channels come last. */
export function isChannelsLast({ integers }: EditedNode): boolean {
  return (integers.get('channels_last') ?? 0) !== 0;
}

function sizeBehind(
  node: EditedNode,
  sizes: ReadonlyMap<string, PlaneSize>,
  constants: OnnxGraphEditor['constants'],
): PlaneSize | null {
  const { opType, inputs, outputs, integers, lists } = node;
  const input = sizes.get(inputs[0] ?? '');
  if (ELEMENTWISE.has(opType)) return commonSize(inputs, sizes, constants);
  if (input === undefined) return opType === 'Conv' ? Symbol(outputs[0]) : null;
  switch (opType) {
    case 'Cast':
    case 'ReorderInput':
      return input;
    case 'ReorderOutput':
      return isChannelsLast(node) ? null : input;
    case 'Concat':
      return integers.get('axis') === 1 ? input : null;
    case 'Slice':
      return constants.get(inputs[3] ?? '')?.integers?.join() === '1' ? input : null;
    case 'Upsample': {
      const [, , down = 1, across = 1] = lists.get('scales') ?? [];
      if (typeof input === 'symbol') return Symbol(outputs[0]);
      return { width: input.width * across, height: input.height * down };
    }
    case 'Conv':
    case 'MaxPool':
      return sizeUnderKernels(node, input);
    default:
      return null;
  }
}

/** Of values that are changed one by one: what all of them have that are more than one number; `null` where planes are scaled or repeated. */
function commonSize(
  inputs: readonly string[],
  sizes: ReadonlyMap<string, PlaneSize>,
  constants: OnnxGraphEditor['constants'],
): PlaneSize | null {
  const found = inputs.filter((name) => name !== '' && !isNumber(constants, name)).map((name) => sizes.get(name));
  const [first] = found;
  return first !== undefined && found.every((size) => isSameSize(size, first)) ? first : null;
}

/** Whether a name stands for a constant of one number, whatever its dimensions. */
export function isNumber(constants: OnnxGraphEditor['constants'], name: string): boolean {
  return constants.get(name)?.dims.every((dim) => dim === 1) ?? false;
}

function sizeUnderKernels({ outputs, integers, lists, texts }: EditedNode, input: PlaneSize): PlaneSize {
  const kernel = lists.get('kernel_shape');
  const unknown = Symbol(outputs[0]);
  if (!kernel || (texts.get('auto_pad') ?? 'NOTSET') !== 'NOTSET' || integers.get('ceil_mode')) return unknown;
  const [strides = [1, 1], dilations = [1, 1], pads = [0, 0, 0, 0]] = ['strides', 'dilations', 'pads'].map((name) =>
    lists.get(name),
  );
  const growth = (axis: 0 | 1) => pads[axis]! + pads[axis + 2]! - dilations[axis]! * (kernel[axis]! - 1);
  if (typeof input === 'symbol') {
    const isKept = ([0, 1] as const).every((axis) => growth(axis) === 0 && strides[axis] === 1);
    return isKept ? input : unknown;
  }
  const along = (length: number, axis: 0 | 1) => Math.floor((length + growth(axis) - 1) / strides[axis]!) + 1;
  return { width: along(input.width, 1), height: along(input.height, 0) };
}
