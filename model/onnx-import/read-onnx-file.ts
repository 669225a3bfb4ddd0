import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ModelError, messageOf } from '../../shared/errors.ts';
import { ELEMENT_TYPES, ModelProto } from '../onnx/onnx-schema.ts';

/** An input or output of a graph. */
export interface OnnxValue {
  readonly name: string;
  /** `null` for an element type that framefleet does not use. */
  readonly type: keyof typeof ELEMENT_TYPES | null;
  /** A text where the size is symbolic, empty where it is unknown. */
  readonly dims: readonly (number | string)[];
}

/** What framefleet has to know of an ONNX file. */
export interface OnnxFile {
  readonly sha256: string;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly metadata: ReadonlyMap<string, string>;
}

interface Decoded {
  readonly graph?: {
    readonly input: readonly DecodedValue[];
    readonly output: readonly DecodedValue[];
    readonly initializer: readonly { readonly name: string }[];
  };
  readonly metadataProps: readonly { readonly key: string; readonly value: string }[];
}

interface DecodedValue {
  readonly name: string;
  readonly type?: {
    readonly tensorType?: {
      readonly elemType: number;
      readonly shape?: { readonly dim: readonly { readonly dimValue: unknown; readonly dimParam: string }[] };
    };
  };
}

/** @throws {ModelError} `MODEL_NOT_FOUND` when it cannot be read, `MODEL_INVALID` when it is no ONNX file */
export async function readOnnxFile(path: string): Promise<OnnxFile> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new ModelError('MODEL_NOT_FOUND', `Expected \`${path}\` to be a readable file, got: ${messageOf(error)}.`);
  });
  const { graph, metadataProps } = decoded(bytes, path);
  if (!graph || graph.output.length === 0) throw notOnnx(path, 'no graph');
  const constants = new Set(graph.initializer.map(({ name }) => name));
  return {
    sha256: createHash('sha256').update(bytes).digest('hex'),
    inputs: graph.input.filter(({ name }) => !constants.has(name)).map(onnxValue),
    outputs: graph.output.map(onnxValue),
    metadata: new Map(metadataProps.map(({ key, value }) => [key, value])),
  };
}

function decoded(bytes: Uint8Array, path: string): Decoded {
  try {
    return ModelProto.decode(bytes) as unknown as Decoded;
  } catch (error) {
    throw notOnnx(path, messageOf(error));
  }
}

function notOnnx(path: string, got: string): ModelError {
  return new ModelError('MODEL_INVALID', `Expected \`${path}\` to be an ONNX file, got: ${got}.`);
}

function onnxValue({ name, type }: DecodedValue): OnnxValue {
  const tensor = type?.tensorType;
  const known = (Object.keys(ELEMENT_TYPES) as (keyof typeof ELEMENT_TYPES)[]).find(
    (key) => ELEMENT_TYPES[key] === tensor?.elemType,
  );
  const dims = (tensor?.shape?.dim ?? []).map(({ dimValue, dimParam }) => {
    const size = Number(dimValue);
    return size > 0 ? size : dimParam;
  });
  return { name, type: known ?? null, dims };
}
