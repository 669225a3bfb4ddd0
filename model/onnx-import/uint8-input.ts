import type { ModelManifest } from '../../shared/model-manifest.ts';
import { onnxNode, valueInfo } from '../onnx/messages.ts';
import { ONNX_FIELDS } from '../onnx/onnx-fields.ts';
import { ELEMENT_TYPES, GraphProto, ValueInfoProto } from '../onnx/onnx-schema.ts';
import { fieldHead, fieldsOf } from '../onnx/protobuf-wire.ts';

const INPUT_NAME = 'frames';
const FLOAT_255 = new Uint8Array(Float32Array.of(255).buffer);

/**
 * An ONNX file that takes floats in 0..1 as one that takes bytes: the division by 255 moves into the graph, so that no
 * pixel passes through JavaScript. Everything else of the file stays as it is, also what framefleet knows nothing of.
 *
 * @param file - a serialised ModelProto
 * @returns the new file and its manifest; both as they were when it takes bytes already
 */
export function rewriteInputToUint8(
  file: Uint8Array,
  manifest: ModelManifest,
): { file: Uint8Array; manifest: ModelManifest } {
  const { input } = manifest;
  if (input.type === 'uint8') return { file, manifest };
  const pieces = fieldsOf(file).flatMap(({ id, raw, body }) => {
    if (id !== ONNX_FIELDS.model.graph) return [raw];
    const graph = graphWithByteInput(body, input);
    const length = graph.reduce((sum, piece) => sum + piece.byteLength, 0);
    return [fieldHead(ONNX_FIELDS.model.graph, length), ...graph];
  });
  return {
    file: Buffer.concat(pieces),
    manifest: { ...manifest, input: { ...input, name: INPUT_NAME, type: 'uint8' } },
  };
}

function graphWithByteInput(
  graph: Uint8Array,
  { name, width, height, maxBatch }: ModelManifest['input'],
): Uint8Array[] {
  const prefix = GraphProto.encode({
    node: [
      onnxNode('Cast', [INPUT_NAME], 'framefleet_float', { to: ELEMENT_TYPES.float32 }),
      onnxNode('Div', ['framefleet_float', 'framefleet_255'], name),
    ],
    initializer: [{ name: 'framefleet_255', dims: [], dataType: ELEMENT_TYPES.float32, rawData: FLOAT_255 }],
    input: [valueInfo(INPUT_NAME, 'uint8', [maxBatch ?? 'N', height, width, 3])],
  }).finish();
  const kept = fieldsOf(graph).filter(({ id, body }) => id !== ONNX_FIELDS.graph.input || nameOf(body) !== name);
  return [prefix, ...kept.map(({ raw }) => raw)];
}

function nameOf(valueInfoBytes: Uint8Array): string {
  return (ValueInfoProto.decode(valueInfoBytes) as unknown as { name: string }).name;
}
