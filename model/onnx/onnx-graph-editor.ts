import { type AttributeValue, onnxNode } from './messages.ts';
import { ONNX_FIELDS } from './onnx-fields.ts';
import { GraphProto, NodeProto } from './onnx-schema.ts';
import { fieldsOf, framed } from './protobuf-wire.ts';

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

/** An element type. */
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
      if (id !== ONNX_FIELDS.model.graph) return raw;
      const nodes = change(readGraph(body)).map((node) => framed(ONNX_FIELDS.graph.node, encodedNode(node)));
      const others = fieldsOf(body).filter((field) => field.id !== ONNX_FIELDS.graph.node);
      return framed(ONNX_FIELDS.model.graph, concatenated([...nodes, ...others.map((field) => field.raw)]));
    }),
  );
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
  const nodes = fieldsOf(body).filter(({ id }) => id === ONNX_FIELDS.graph.node);
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
  const rest = fieldsOf(body).filter(({ id }) => id !== ONNX_FIELDS.node.input && id !== ONNX_FIELDS.node.output);
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
    ...inputs.map((name) => framed(ONNX_FIELDS.node.input, utf8.encode(name))),
    ...outputs.map((name) => framed(ONNX_FIELDS.node.output, utf8.encode(name))),
    ...rest,
  ]);
}

function int64s(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength / 8 }, (_, i) => Number(view.getBigInt64(8 * i, true)));
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
