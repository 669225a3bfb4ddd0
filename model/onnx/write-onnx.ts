import type { Graph } from '../ir/graph.ts';
import { type Initializer, type OnnxNode, RUNTIME_DOMAIN, valueInfo } from './messages.ts';
import { type ImageForm, INPUT_NAME, onnxGraphNodes } from './onnx-nodes.ts';
import { ELEMENT_TYPES, GraphProto, ModelProto, protobuf, TensorProto } from './onnx-schema.ts';

/** Opset 17 is the newest that needs nothing newer than what the graph uses; ONNX pairs it with IR version 8. */
const OPSET = 17;
const IR_VERSION = 8;

/** A field that holds bytes: `number << 3 | 2`. */
const lengthDelimited = (fieldNumber: number) => (fieldNumber << 3) | 2;
const GRAPH_TAG = lengthDelimited(7);
const INITIALIZER_TAG = lengthDelimited(5);
const RAW_DATA_TAG = lengthDelimited(9);

/** What a file holds. */
export interface OnnxContent {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly Initializer[];
  /** What is handed out; float32 where no type is told. */
  readonly outputs: readonly {
    readonly name: string;
    readonly dims: readonly (number | string)[];
    readonly type?: 'uint8' | 'float32';
  }[];
}

/**
 * The bytes of an ONNX file in pieces, constants one at a time, so that a network of 250 MB is never held twice.
 *
 * Input `frames`: uint8 `[N, height, width, 3]`; outputs: the graph's, float32 `[N, channels, gridHeight, gridWidth]`. Only the
 * channels are fixed: the same file serves every size of the input that the network can take.
 *
 * @param metadata - goes into the file's `metadata_props`
 */
export function onnxChunks(
  graph: Graph,
  metadata: Readonly<Record<string, string>>,
  image: ImageForm = 'cast',
): Generator<Uint8Array> {
  const shapes = new Map(graph.nodes.map((node) => [node.output, node.shape]));
  const outputs = graph.outputs.map((name) => {
    const { channels } = shapes.get(name)!;
    return { name, dims: ['N', channels, `${name}_height`, `${name}_width`] };
  });
  return contentChunks({ ...onnxGraphNodes(graph, image), outputs }, metadata);
}

/** As `onnxChunks`, of any operators. */
export function* contentChunks(
  content: OnnxContent,
  metadata: Readonly<Record<string, string>>,
): Generator<Uint8Array> {
  const { nodes, initializers, outputs } = content;
  const description = GraphProto.encode({
    name: 'framefleet',
    node: nodes,
    input: [valueInfo(INPUT_NAME, 'uint8', ['N', 'height', 'width', 3])],
    output: outputs.map(({ name, dims, type = 'float32' }) => valueInfo(name, type, dims)),
  }).finish();
  const prefixes = initializers.map(prefixOf);
  const constantBytes = initializers.reduce((sum, { byteLength }, i) => sum + prefixes[i]!.byteLength + byteLength, 0);
  const isExtended = nodes.some(({ domain }) => domain === RUNTIME_DOMAIN);
  yield ModelProto.encode({
    irVersion: IR_VERSION,
    producerName: 'framefleet',
    opsetImport: [{ domain: '', version: OPSET }, ...(isExtended ? [{ domain: RUNTIME_DOMAIN, version: 1 }] : [])],
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  }).finish();
  yield framing(GRAPH_TAG, description.byteLength + constantBytes);
  yield description;
  for (const [index, initializer] of initializers.entries()) {
    yield prefixes[index]!;
    yield initializer.bytes();
  }
}

/** Everything of an initializer's field up to its bytes, which end the message. */
function prefixOf({ name, dims, type, byteLength }: Initializer): Uint8Array {
  const facts = TensorProto.encode({ name, dims, dataType: ELEMENT_TYPES[type] }).finish();
  const rawData = framing(RAW_DATA_TAG, byteLength);
  const frame = framing(INITIALIZER_TAG, facts.byteLength + rawData.byteLength + byteLength);
  return Buffer.concat([frame, facts, rawData]);
}

function framing(tag: number, length: number): Uint8Array {
  return new protobuf.Writer().uint32(tag).uint32(length).finish();
}
