import assert from 'node:assert/strict';
import type { AttributeValue } from '../../../model/onnx/messages.ts';
import { type EditedConstant, type EditedNode, newNode } from '../../../model/onnx/onnx-graph-editor.ts';
import { isSameSize, spatialSizes } from '../../../model/runtime/spatial-sizes.ts';

const INPUT = { width: 40, height: 24 };

/** Width and height behind an operator on the image. */
function sizeBehind(opType: string, attributes: Record<string, AttributeValue> = {}, others: string[] = []) {
  const nodes: EditedNode[] = [
    newNode('Transpose', ['frames'], 'image', { perm: [0, 3, 1, 2] }),
    newNode(opType, ['image', ...others], 'output', attributes),
  ];
  const constants = new Map<string, EditedConstant>([
    ['channels', { dims: [1], integers: [1] }],
    ['rows', { dims: [1], integers: [2] }],
    ['planes', { dims: [32, 1, 1], integers: null }],
  ]);
  const size = spatialSizes({ nodes, constants, outputs: new Set() }, INPUT).get('output');
  return typeof size === 'object' ? [size.width, size.height] : size;
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

  it('are not known behind what is not known', () => {
    assert.equal(sizeBehind('Reshape'), undefined);
    assert.equal(sizeBehind('Concat', { axis: 2 }), undefined);
    assert.equal(sizeBehind('Slice', {}, ['x', 'x', 'rows']), undefined);
    assert.equal(sizeBehind('GlobalAveragePool'), undefined);
    assert.equal(sizeBehind('Transpose', { perm: [0, 2, 3, 1] }), undefined);
    assert.equal(sizeBehind('ReorderOutput', { channels_last: 1 }), undefined);
    assert.equal(sizeBehind('Mul', {}, ['planes']), undefined);
  });

  it('are some size behind kernels that are not understood, which what follows keeps', () => {
    for (const [opType, attribute] of [
      ['Conv', { auto_pad: 'SAME_UPPER' }],
      ['MaxPool', { ceil_mode: 1 }],
    ] as const) {
      const nodes = [
        newNode('Transpose', ['frames'], 'image', { perm: [0, 3, 1, 2] }),
        newNode(opType, ['image', 'w'], 'a', { kernel_shape: [3, 3], ...attribute }),
        newNode('Conv', ['a', 'w'], 'b', { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }),
        newNode('Conv', ['b', 'w'], 'c', { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] }),
      ];
      const sizes = spatialSizes(
        { nodes, constants: new Map([['w', { dims: [4, 4, 3, 3], integers: null }]]), outputs: new Set() },
        INPUT,
      );
      assert.equal(typeof sizes.get('a'), 'symbol');
      assert.ok(isSameSize(sizes.get('a'), sizes.get('b')));
      assert.ok(!isSameSize(sizes.get('b'), sizes.get('c')));
      assert.ok(!isSameSize(sizes.get('image'), sizes.get('a')));
    }
  });

  it('are not known of another image than the input', () => {
    const nodes = [newNode('Softmax', ['frames'], 'x'), newNode('Transpose', ['x'], 'image', { perm: [0, 3, 1, 2] })];
    const sizes = spatialSizes({ nodes, constants: new Map(), outputs: new Set() }, INPUT);
    assert.equal(typeof sizes.get('image'), 'symbol');
  });
});
