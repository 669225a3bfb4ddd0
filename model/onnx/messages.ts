import { ELEMENT_TYPES } from './onnx-schema.ts';

/** A constant as ONNX stores it; its bytes are made when they are asked for. */
export interface Initializer {
  readonly name: string;
  readonly dims: readonly number[];
  readonly type: keyof typeof ELEMENT_TYPES;
  readonly byteLength: number;
  readonly bytes: () => Uint8Array;
}

export type AttributeValue = number | string | readonly number[] | Float32Array | { readonly float: number };

/** One operator call, in the shape that the schema encodes. */
export interface OnnxNode {
  readonly opType: string;
  /** Empty for ONNX's own operators. */
  readonly domain?: string;
  readonly name: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly object[];
}

export function onnxNode(
  opType: string,
  input: readonly string[],
  output: string,
  attributes: Readonly<Record<string, AttributeValue>> = {},
): OnnxNode {
  const attribute = Object.entries(attributes).map(([name, value]) => attributeOf(name, value));
  return { opType, name: output, input, output: [output], attribute };
}

/** An operator that ONNX Runtime adds to ONNX's own. */
export function runtimeNode(...call: Parameters<typeof onnxNode>): OnnxNode {
  return { ...onnxNode(...call), domain: RUNTIME_DOMAIN };
}

export const RUNTIME_DOMAIN = 'com.microsoft';

/** Plain numbers are integers in ONNX's eyes; `{ float }` is a float, an array of the kind many. */
function attributeOf(name: string, value: AttributeValue): object {
  if (typeof value === 'string') return { name, type: 3, s: new TextEncoder().encode(value) };
  if (typeof value === 'number') return { name, type: 2, i: value };
  if (value instanceof Float32Array) return { name, type: 6, floats: [...value] };
  if ('float' in value) return { name, type: 1, f: value.float };
  return { name, type: 7, ints: value };
}

/** The description of a graph's input or output; a string among the dimensions is a symbol. */
export function valueInfo(name: string, type: keyof typeof ELEMENT_TYPES, dims: readonly (number | string)[]): object {
  const dim = dims.map((size) => (typeof size === 'string' ? { dimParam: size } : { dimValue: size }));
  return { name, type: { tensorType: { elemType: ELEMENT_TYPES[type], shape: { dim } } } };
}

export function floatInitializer(name: string, dims: readonly number[], values: () => Float32Array): Initializer {
  const byteLength = 4 * dims.reduce((product, dim) => product * dim, 1);
  return { name, dims, type: 'float32', byteLength, bytes: () => bytesOf(values()) };
}

export function int64Initializer(name: string, values: readonly number[]): Initializer {
  const bytes = () => bytesOf(BigInt64Array.from(values, BigInt));
  return { name, dims: [values.length], type: 'int64', byteLength: 8 * values.length, bytes };
}

/** A constant of small integers, given as they are stored. */
export function integerInitializer(
  name: string,
  type: 'int8' | 'uint8' | 'int32',
  dims: readonly number[],
  values: () => Int8Array | Uint8Array | Int32Array,
): Initializer {
  const byteLength = (type === 'int32' ? 4 : 1) * dims.reduce((product, dim) => product * dim, 1);
  return { name, dims, type, byteLength, bytes: () => bytesOf(values()) };
}

function bytesOf(array: Float32Array | BigInt64Array | Int8Array | Uint8Array | Int32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
