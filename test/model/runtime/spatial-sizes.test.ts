import assert from 'node:assert/strict';
import type { AttributeValue } from '../../../model/onnx/messages.ts';
import { type EditedNode, newNode } from '../../../model/onnx/onnx-graph-editor.ts';
import { spatialSizes } from '../../../model/runtime/spatial-sizes.ts';

const INPUT = { width: 40, height: 24 };

/** Width and height behind an operator on the image. */
function sizeBehind(opType: string, attributes: Record<string, AttributeValue> = {}, others: string[] = []) {
  const nodes: EditedNode[] = [
    newNode('Transpose', ['frames'], 'image', { perm: [0, 3, 1, 2] }),
    newNode(opType, ['image', ...others], 'output', attributes),
  ];
  const constants = new Map([
    ['channels', { dims: [1], integers: [1] }],
    ['rows', { dims: [1], integers: [2] }],
  ]);
  const size = spatialSizes({ nodes, constants, outputs: new Set() }, INPUT).get('output');
  return size && [size.width, size.height];
}

describe('sizes of pictures in a graph', () => {
  it('follow from kernels, strides, dilations and pads', () => {
    assert.deepEqual(sizeBehind('Conv', { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }), [40, 24]);
    assert.deepEqual(sizeBehind('Conv', { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] }), [20, 12]);
    assert.deepEqual(sizeBehind('Conv', { kernel_shape: [1, 3], dilations: [1, 2], strides: [4, 1] }), [36, 6]);
    assert.deepEqual(sizeBehind('MaxPool', { kernel_shape: [2, 2], pads: [0, 0, 1, 1] }), [40, 24]);
  });

  it('stay where values are changed one by one, put together or cut by channel', () => {
    for (const opType of ['Cast', 'Mul', 'Sigmoid', 'ReorderInput'])
      assert.deepEqual(sizeBehind(opType), [40, 24], opType);
    assert.deepEqual(sizeBehind('Concat', { axis: 1 }), [40, 24]);
    assert.deepEqual(sizeBehind('Slice', {}, ['x', 'x', 'channels']), [40, 24]);
  });

  it('grow where pictures are scaled up', () => {
    assert.deepEqual(sizeBehind('Upsample', { scales: [1, 1, 2, 3] }), [120, 48]);
  });

  it('are unknown behind what is not known', () => {
    assert.equal(sizeBehind('Reshape'), undefined);
    assert.equal(sizeBehind('Concat', { axis: 2 }), undefined);
    assert.equal(sizeBehind('Slice', {}, ['x', 'x', 'rows']), undefined);
    assert.equal(sizeBehind('Conv', { kernel_shape: [3, 3], auto_pad: 'SAME_UPPER' }), undefined);
    assert.equal(sizeBehind('MaxPool', { kernel_shape: [2, 2], ceil_mode: 1 }), undefined);
  });
});
