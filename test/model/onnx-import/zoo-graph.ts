import type { Network } from '../../../model/darknet/network.ts';
import { onnxNode, valueInfo } from '../../../model/onnx/messages.ts';
import { ModelProto, TensorProto } from '../../../model/onnx/onnx-schema.ts';

/** A network of yolov4's three heads over a 416 × 416 image, with hardly anything before them. */
export const THREE_HEADS_CFG = `[net]
width=416
height=416
[convolutional]
filters=3
size=1
stride=1
activation=linear
${[8, 16, 32]
  .map(
    (stride, head) => `[convolutional]
filters=255
size=${stride}
stride=${stride}
activation=linear
[yolo]
mask=${[0, 1, 2].map((row) => 3 * head + row)}
anchors=12,16, 19,36, 40,28, 36,75, 76,55, 72,146, 142,110, 192,243, 459,401
num=9
classes=80
scale_x_y=${[1.2, 1.1, 1.05][head]}
nms_kind=greedynms
[route]
layers=0`,
  )
  .join('\n')
  .replace(/\[route\]\nlayers=0$/, '')}`;

interface Writable {
  graph: { node: object[]; initializer: object[]; input: object[]; output: object[] };
  metadataProps: object[];
}

/**
 * The same network in the shape of the ONNX model zoo's file: float32 0..1 in, `[N, h, w, 3, 85]` out, no metadata.
 *
 * @param gridDims - how the outputs say their grid sizes
 */
export function zooGraph(
  own: Uint8Array,
  network: Network,
  batch: number | string,
  gridDims: (side: number) => number | string = (side) => side,
): Buffer {
  const model = ModelProto.decode(own) as unknown as Writable;
  const { graph } = model;
  model.metadataProps = [];
  graph.input = [valueInfo('input_1:0', 'float32', [batch, 416, 416, 3])];
  const [, , , ...rest] = graph.node;
  graph.node = [onnxNode('Transpose', ['input_1:0'], 'image', { perm: [0, 3, 1, 2] }), ...rest];
  graph.output = network.yoloLayers.map((layer, index) => {
    const { width } = layer.output;
    const name = `Identity_${index}:0`;
    const shape = new Uint8Array(BigInt64Array.of(-1n, BigInt(width), BigInt(width), 3n, 85n).buffer);
    graph.initializer.push(TensorProto.create({ name: `shape${index}`, dims: [5], dataType: 7, rawData: shape }));
    graph.node.push(
      onnxNode('Transpose', [`layer${layer.inputs[0]}`], `last${index}`, { perm: [0, 2, 3, 1] }),
      onnxNode('Reshape', [`last${index}`, `shape${index}`], name),
    );
    return valueInfo(name, 'float32', [batch, gridDims(width), gridDims(width), 3, 85]);
  });
  return Buffer.from(ModelProto.encode(model as object).finish());
}
