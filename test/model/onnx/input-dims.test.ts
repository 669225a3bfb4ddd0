import assert from 'node:assert/strict';
import { withInputDims } from '../../../model/onnx/input-dims.ts';
import { onnxNode, valueInfo } from '../../../model/onnx/messages.ts';
import { ModelProto } from '../../../model/onnx/onnx-schema.ts';

interface Decoded {
  readonly graph: {
    readonly input: readonly {
      readonly name: string;
      readonly type: {
        readonly tensorType: { readonly shape: { readonly dim: readonly { readonly dimValue: number }[] } };
      };
    }[];
  };
}

/** The dimensions of each input of a graph whose one input is `x`, after those of `x` are fixed. */
function dimsBehind(inputs: readonly (readonly [string, readonly (number | string)[]])[]) {
  const file = ModelProto.encode({
    irVersion: 3,
    graph: {
      node: [onnxNode('Add', ['x', 'w'], 'y')],
      initializer: [{ name: 'w', dims: [1], dataType: 1, rawData: new Uint8Array(4) }],
      input: inputs.map(([name, dims]) => valueInfo(name, 'float32', dims)),
      output: [valueInfo('y', 'float32', ['N'])],
    },
  }).finish();
  const fixed = ModelProto.toObject(ModelProto.decode(Buffer.concat(withInputDims(file, [1, 4, 6, 3]))), {
    longs: Number,
  }) as Decoded;
  return fixed.graph.input.map(({ name, type }) => [name, type.tensorType.shape.dim.map(({ dimValue }) => dimValue)]);
}

describe('dimensions of the input of an ONNX file', () => {
  it('are fixed where they were symbols', () => {
    assert.deepEqual(dimsBehind([['x', ['N', 'height', 'width', 3]]]), [['x', [1, 4, 6, 3]]]);
  });

  it('are fixed of the input, and not of a constant that an older file names before it', () => {
    assert.deepEqual(
      dimsBehind([
        ['w', [1]],
        ['x', [2, 8, 8, 3]],
      ]),
      [
        ['w', [1]],
        ['x', [1, 4, 6, 3]],
      ],
    );
  });
});
