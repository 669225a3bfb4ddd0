import { ONNX_FIELDS } from './onnx-fields.ts';
import { ValueInfoProto } from './onnx-schema.ts';
import { bodyOf, fieldHead, fieldsOf, framed, type MessageField } from './protobuf-wire.ts';

const text = new TextDecoder();

/**
 * Fixes the dimensions of a graph's one input, so that those of all its values are known when it is optimised.
 *
 * @returns the file in pieces, which share memory with `bytes`: constants are large
 */
export function withInputDims(bytes: Uint8Array, dims: readonly number[]): Uint8Array[] {
  return fieldsOf(bytes).flatMap(({ id, raw, body }) => {
    if (id !== ONNX_FIELDS.model.graph) return [raw];
    const fields = fieldsOf(body);
    const input = indexOfInput(fields);
    const pieces = fields.map((field, index) =>
      index === input ? framed(ONNX_FIELDS.graph.input, inputWith(field.body, dims)) : field.raw,
    );
    const length = pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
    return [fieldHead(ONNX_FIELDS.model.graph, length), ...pieces];
  });
}

/** Older files name their constants among the inputs too. */
function indexOfInput(fields: readonly MessageField[]): number {
  const nameOf = (body: Uint8Array, id: number) => text.decode(bodyOf(body, id));
  const constants = new Set(
    fields
      .filter(({ id }) => id === ONNX_FIELDS.graph.initializer)
      .map(({ body }) => nameOf(body, ONNX_FIELDS.tensor.name)),
  );
  return fields.findIndex(
    ({ id, body }) => id === ONNX_FIELDS.graph.input && !constants.has(nameOf(body, ONNX_FIELDS.valueInfo.name)),
  );
}

function inputWith(body: Uint8Array, dims: readonly number[]): Uint8Array {
  const { name, type } = ValueInfoProto.toObject(ValueInfoProto.decode(body)) as {
    name: string;
    type: { tensorType: { elemType: number } };
  };
  const shape = { dim: dims.map((dimValue) => ({ dimValue })) };
  return ValueInfoProto.encode({ name, type: { tensorType: { elemType: type.tensorType.elemType, shape } } }).finish();
}
