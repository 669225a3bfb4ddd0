import { type AttributeValue, onnxNode } from './messages.ts';
import { GraphProto, NodeProto, ValueInfoProto } from './onnx-schema.ts';
import { fieldHead, fieldsOf, type MessageField } from './protobuf-wire.ts';

/** A node of an ONNX file that keeps what is not understood here. */
export interface EditedNode {
  readonly opType: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Integer attributes. */
  readonly integers: ReadonlyMap<string, number>;
  /** Attributes that are lists, of integers or of floats. */
  readonly lists: ReadonlyMap<string, readonly number[]>;
  /** Text attributes. */
  readonly texts: ReadonlyMap<string, string>;
  /** Every field but the names of inputs and outputs, as it stands in the file. */
  readonly rest: readonly Uint8Array[];
}

/** A constant, as far as passes over a file must know it. */
export interface EditedConstant {
  readonly dims: readonly number[];
  /** Of small int64 constants, else `null`. */
  readonly integers: readonly number[] | null;
}

export interface OnnxGraphEditor {
  readonly nodes: readonly EditedNode[];
  readonly constants: ReadonlyMap<string, EditedConstant>;
  readonly outputs: ReadonlySet<string>;
}

/** Field numbers of ONNX's ModelProto, GraphProto, TensorProto, ValueInfoProto and NodeProto. */
const MODEL_GRAPH = 7;
const GRAPH_NODE = 1;
const GRAPH_INITIALIZER = 5;
const GRAPH_INPUT = 11;
const TENSOR_NAME = 8;
const VALUE_NAME = 1;
const NODE_INPUT = 1;
const NODE_OUTPUT = 2;
const NODE_OPERATOR = 4;
const INT64 = 7;
/** Types of attributes. */
const INTEGER = 2;
const TEXT = 3;
const FLOATS = 6;
const INTEGERS = 7;

const text = new TextDecoder();

/**
 * Changes the nodes of an ONNX file and nothing else; fields that are not understood stay as they are.
 *
 * @param bytes - an ONNX file; large constants in a file of their own
 */
export function withNodes(bytes: Uint8Array, change: (graph: OnnxGraphEditor) => readonly EditedNode[]): Uint8Array {
  return concatenated(
    fieldsOf(bytes).map(({ id, raw, body }) => {
      if (id !== MODEL_GRAPH) return raw;
      const nodes = change(readGraph(body)).map((node) => framed(GRAPH_NODE, encodedNode(node)));
      const others = fieldsOf(body).filter((field) => field.id !== GRAPH_NODE);
      return framed(MODEL_GRAPH, concatenated([...nodes, ...others.map((field) => field.raw)]));
    }),
  );
}

/** Names of the operators that an ONNX file calls. */
export function operatorsIn(bytes: Uint8Array): ReadonlySet<string> {
  const graphs = fieldsOf(bytes).filter(({ id }) => id === MODEL_GRAPH);
  const nodes = graphs.flatMap(({ body }) => fieldsOf(body).filter(({ id }) => id === GRAPH_NODE));
  return new Set(nodes.map(({ body }) => text.decode(bodyOf(body, NODE_OPERATOR))));
}

/**
 * Fixes the dimensions of a graph's one input, so that those of all its values are known when it is optimised.
 *
 * @returns the file in pieces, which share memory with `bytes`: constants are large
 */
export function withInputDims(bytes: Uint8Array, dims: readonly number[]): Uint8Array[] {
  return fieldsOf(bytes).flatMap(({ id, raw, body }) => {
    if (id !== MODEL_GRAPH) return [raw];
    const fields = fieldsOf(body);
    const input = indexOfInput(fields);
    const pieces = fields.map((field, index) =>
      index === input ? framed(GRAPH_INPUT, inputWith(field.body, dims)) : field.raw,
    );
    const length = pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
    return [fieldHead(MODEL_GRAPH, length), ...pieces];
  });
}

/** Older files name their constants among the inputs too. */
function indexOfInput(fields: readonly MessageField[]): number {
  const nameOf = (body: Uint8Array, id: number) => text.decode(bodyOf(body, id));
  const constants = new Set(
    fields.filter(({ id }) => id === GRAPH_INITIALIZER).map(({ body }) => nameOf(body, TENSOR_NAME)),
  );
  return fields.findIndex(({ id, body }) => id === GRAPH_INPUT && !constants.has(nameOf(body, VALUE_NAME)));
}

/** The first field of a number; empty where there is none. */
function bodyOf(message: Uint8Array, id: number): Uint8Array {
  return fieldsOf(message).find((field) => field.id === id)?.body ?? message.subarray(0, 0);
}

function inputWith(body: Uint8Array, dims: readonly number[]): Uint8Array {
  const { name, type } = ValueInfoProto.toObject(ValueInfoProto.decode(body)) as {
    name: string;
    type: { tensorType: { elemType: number } };
  };
  const shape = { dim: dims.map((dimValue) => ({ dimValue })) };
  return ValueInfoProto.encode({ name, type: { tensorType: { elemType: type.tensorType.elemType, shape } } }).finish();
}

/** A new node, in the shape in which nodes are read. */
export function newNode(
  opType: string,
  inputs: readonly string[],
  output: string,
  attributes: Readonly<Record<string, AttributeValue>> = {},
  domain = '',
): EditedNode {
  const node = { ...onnxNode(opType, inputs, output, attributes), name: `${output}_${opType}`, domain };
  return readNode(NodeProto.encode(node).finish());
}

/** A node that makes a constant: one or more integers, or floats. */
export function constantNode(output: string, values: readonly number[] | Float32Array): EditedNode {
  return newNode('Constant', [], output, { [values instanceof Float32Array ? 'value_floats' : 'value_ints']: values });
}

function readGraph(body: Uint8Array): OnnxGraphEditor {
  const graph = GraphProto.toObject(GraphProto.decode(body), { longs: Number, arrays: true }) as {
    initializer: readonly { name: string; dims: number[]; dataType: number; rawData?: Uint8Array }[];
    output: readonly { name: string }[];
  };
  const constants = graph.initializer.map(({ name, dims, dataType, rawData }): [string, EditedConstant] => {
    return [name, { dims, integers: dataType === INT64 && rawData ? int64s(rawData) : null }];
  });
  const nodes = fieldsOf(body).filter(({ id }) => id === GRAPH_NODE);
  return {
    nodes: nodes.map((field) => readNode(field.body)),
    constants: new Map(constants),
    outputs: new Set(graph.output.map(({ name }) => name)),
  };
}

function readNode(body: Uint8Array): EditedNode {
  const node = NodeProto.toObject(NodeProto.decode(body), { longs: Number, arrays: true, defaults: true }) as {
    opType: string;
    domain: string;
    input: string[];
    output: string[];
    attribute: readonly {
      name: string;
      type: number;
      i: number;
      s: Uint8Array;
      floats: number[];
      ints: number[];
    }[];
  };
  const lists = node.attribute.filter(({ type }) => type === INTEGERS || type === FLOATS);
  const rest = fieldsOf(body).filter(({ id }) => id !== NODE_INPUT && id !== NODE_OUTPUT);
  return {
    opType: node.opType,
    domain: node.domain,
    inputs: node.input,
    outputs: node.output,
    integers: new Map(node.attribute.filter(({ type }) => type === INTEGER).map(({ name, i }) => [name, i])),
    lists: new Map(lists.map(({ name, type, ints, floats }) => [name, type === INTEGERS ? ints : floats])),
    texts: new Map(node.attribute.filter(({ type }) => type === TEXT).map(({ name, s }) => [name, text.decode(s)])),
    rest: rest.map(({ raw }) => raw),
  };
}

function encodedNode({ inputs, outputs, rest }: EditedNode): Uint8Array {
  const utf8 = new TextEncoder();
  return concatenated([
    ...inputs.map((name) => framed(NODE_INPUT, utf8.encode(name))),
    ...outputs.map((name) => framed(NODE_OUTPUT, utf8.encode(name))),
    ...rest,
  ]);
}

function int64s(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength / 8 }, (_, i) => Number(view.getBigInt64(8 * i, true)));
}

function framed(id: number, body: Uint8Array): Uint8Array {
  return concatenated([fieldHead(id, body.byteLength), body]);
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
