import { syntheticUnit } from '../../../model/darknet/synthetic-weights.ts';
import { type OnnxNode, onnxNode, valueInfo } from '../../../model/onnx/messages.ts';
import { ELEMENT_TYPES, ModelProto } from '../../../model/onnx/onnx-schema.ts';

const SIDE = 64;
const CHANNELS = 32;
const LABELS = ['cat', 'dog', 'bird'];
/** Two anchors of a box, an objectness and three classes: a multiple of the channels that the runtime keeps together. */
const FILTERS = 2 * (5 + LABELS.length);

interface OthersGraph {
  readonly file: Buffer;
  /** Stands beside the file. */
  readonly manifest: object;
}

/** What follows the first convolution's planes; makes `scaled`. */
const SQUEEZE_EXCITE: readonly OnnxNode[] = [
  onnxNode('GlobalAveragePool', ['planes'], 'squeezed'),
  convolution('squeezed', 'excited', 1, 1),
  onnxNode('Sigmoid', ['excited'], 'gate'),
];

/**
 * ONNX files as other tools write them. Input `x`, float32 `[1, 64, 64, 3]`; output `head`, of a grid of 16 × 16.
 *
 * The first two scale planes by one number each, computed from the planes' averages.
 *
 * @see J. Hu and others, Squeeze-and-Excitation Networks, 2018
 */
export const OTHERS_GRAPHS: Readonly<Record<string, OthersGraph>> = {
  'whose planes are scaled': othersGraph([...SQUEEZE_EXCITE, onnxNode('Mul', ['planes', 'gate'], 'scaled')]),
  'whose planes are scaled, the factors first': othersGraph([
    ...SQUEEZE_EXCITE,
    onnxNode('Mul', ['gate', 'planes'], 'scaled'),
  ]),
  'that averages rows in between': othersGraph([
    onnxNode('ReduceMean', ['planes'], 'rows', { axes: [2] }),
    onnxNode('Sub', ['planes', 'rows'], 'scaled'),
  ]),
  'whose heads have their channels last': othersGraph([onnxNode('Neg', ['planes'], 'scaled')], 'nhwa'),
};

function othersGraph(middle: readonly OnnxNode[], layout: 'nchw' | 'nhwa' = 'nchw'): OthersGraph {
  const grid = SIDE / 4;
  const shape = layout === 'nchw' ? [1, FILTERS, grid, grid] : [1, grid, grid, 2, FILTERS / 2];
  const isLast = layout === 'nhwa';
  const nodes = [
    onnxNode('Transpose', ['x'], 'image', { perm: [0, 3, 1, 2] }),
    convolution('image', 'first', 3, 4),
    onnxNode('Relu', ['first'], 'planes'),
    ...middle,
    convolution('scaled', 'second', 3, 1),
    onnxNode('Relu', ['second'], 'mixed'),
    convolution('mixed', isLast ? 'raw' : 'head', 1, 1),
    ...(isLast ? [onnxNode('Transpose', ['raw'], 'last', { perm: [0, 2, 3, 1] })] : []),
    ...(isLast ? [onnxNode('Reshape', ['last', 'shape'], 'head')] : []),
  ];
  const constants = [
    ...weights('first', [CHANNELS, 3, 3, 3], 1),
    ...weights('excited', [CHANNELS, CHANNELS, 1, 1], 2),
    ...weights('second', [CHANNELS, CHANNELS, 3, 3], 0.3),
    ...weights(isLast ? 'raw' : 'head', [FILTERS, CHANNELS, 1, 1], 0.5),
    { name: 'shape', dims: [5], dataType: ELEMENT_TYPES.int64, rawData: int64s(shape) },
  ];
  const read = new Set(nodes.flatMap(({ input }) => input));
  const file = ModelProto.encode({
    irVersion: 8,
    producerName: 'others',
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      name: 'others',
      node: nodes,
      initializer: constants.filter(({ name }) => read.has(name)),
      input: [valueInfo('x', 'float32', [1, SIDE, SIDE, 3])],
      output: [valueInfo('head', 'float32', shape)],
    },
  }).finish();
  const head = { output: 'head', anchors: [8, 16].map((side) => [side, side]), scaleXY: 1, newCoords: false, layout };
  const manifest = {
    formatVersion: 1,
    modelId: 'others',
    modelSha256: '0'.repeat(64),
    graph: 'net.onnx',
    input: { name: 'x', width: SIDE, height: SIDE, type: 'float32', maxBatch: 1, sizeStep: null },
    resize: 'stretch',
    heads: [head],
    nonMaxSuppression: 'iou',
    labels: LABELS,
  };
  return { file: Buffer.from(file), manifest };
}

function convolution(input: string, output: string, size: number, stride: number): OnnxNode {
  const pad = size >> 1;
  const attributes = { kernel_shape: [size, size], strides: [stride, stride], pads: [pad, pad, pad, pad] };
  return onnxNode('Conv', [input, `${output}_w`, `${output}_b`], output, attributes);
}

function weights(name: string, dims: readonly number[], gain: number) {
  const floats = (suffix: string, shape: readonly number[], scale: number, seed: number) => {
    const length = shape.reduce((product, dim) => product * dim, 1);
    const values = Float32Array.from({ length }, (_, i) => scale * syntheticUnit(i, seed));
    const rawData = new Uint8Array(values.buffer);
    return { name: `${name}_${suffix}`, dims: shape, dataType: ELEMENT_TYPES.float32, rawData };
  };
  return [floats('w', dims, gain, name.length), floats('b', [dims[0]!], 0.5, name.length + 1)];
}

function int64s(values: readonly number[]): Uint8Array {
  return new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
}
