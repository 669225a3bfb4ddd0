import protobuf from 'protobufjs/light.js';

const field = (type: string, id: number) => ({ type, id });
const repeated = (type: string, id: number) => ({ rule: 'repeated', type, id });

/**
 * The part of ONNX's message definitions that framefleet reads and writes; numbers are ONNX's own.
 *
 * @see onnx/onnx, onnx/onnx.proto
 */
const schema = protobuf.Root.fromJSON({
  nested: {
    onnx: {
      nested: {
        AttributeProto: {
          fields: {
            name: field('string', 1),
            type: field('int32', 20),
            f: field('float', 2),
            i: field('int64', 3),
            s: field('bytes', 4),
            floats: repeated('float', 7),
            ints: repeated('int64', 8),
          },
        },
        NodeProto: {
          fields: {
            input: repeated('string', 1),
            output: repeated('string', 2),
            name: field('string', 3),
            opType: field('string', 4),
            domain: field('string', 7),
            attribute: repeated('AttributeProto', 5),
          },
        },
        TensorProto: {
          fields: {
            dims: repeated('int64', 1),
            dataType: field('int32', 2),
            name: field('string', 8),
            rawData: field('bytes', 9),
          },
        },
        Dimension: { fields: { dimValue: field('int64', 1), dimParam: field('string', 2) } },
        TensorShapeProto: { fields: { dim: repeated('Dimension', 1) } },
        TensorType: { fields: { elemType: field('int32', 1), shape: field('TensorShapeProto', 2) } },
        TypeProto: { fields: { tensorType: field('TensorType', 1) } },
        ValueInfoProto: { fields: { name: field('string', 1), type: field('TypeProto', 2) } },
        OperatorSetIdProto: { fields: { domain: field('string', 1), version: field('int64', 2) } },
        StringStringEntryProto: { fields: { key: field('string', 1), value: field('string', 2) } },
        GraphProto: {
          fields: {
            node: repeated('NodeProto', 1),
            name: field('string', 2),
            initializer: repeated('TensorProto', 5),
            input: repeated('ValueInfoProto', 11),
            output: repeated('ValueInfoProto', 12),
          },
        },
        ModelProto: {
          fields: {
            irVersion: field('int64', 1),
            producerName: field('string', 2),
            producerVersion: field('string', 3),
            opsetImport: repeated('OperatorSetIdProto', 8),
            graph: field('GraphProto', 7),
            metadataProps: repeated('StringStringEntryProto', 14),
          },
        },
      },
    },
  },
});

export const ModelProto = schema.lookupType('onnx.ModelProto');
export const GraphProto = schema.lookupType('onnx.GraphProto');
export const ValueInfoProto = schema.lookupType('onnx.ValueInfoProto');
export const TensorProto = schema.lookupType('onnx.TensorProto');
export const NodeProto = schema.lookupType('onnx.NodeProto');
export { protobuf };

/** ONNX's numbers for element types. */
export const ELEMENT_TYPES = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7 } as const;
