import { ONNX_FIELDS } from './onnx-fields.ts';
import { bodyOf, fieldsOf } from './protobuf-wire.ts';

const text = new TextDecoder();

/** Names of the operators that an ONNX file calls. */
export function operatorsIn(bytes: Uint8Array): ReadonlySet<string> {
  const graphs = fieldsOf(bytes).filter(({ id }) => id === ONNX_FIELDS.model.graph);
  const nodes = graphs.flatMap(({ body }) => fieldsOf(body).filter(({ id }) => id === ONNX_FIELDS.graph.node));
  return new Set(nodes.map(({ body }) => text.decode(bodyOf(body, ONNX_FIELDS.node.opType))));
}
