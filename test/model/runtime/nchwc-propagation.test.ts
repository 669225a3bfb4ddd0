import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type EditedConstant,
  type EditedNode,
  newNode,
  type OnnxGraphEditor,
  withNodes,
} from '../../../model/onnx/onnx-graph-editor.ts';
import { propagateNchwc } from '../../../model/runtime/nchwc-propagation.ts';
import { optimizeGraph } from '../../../model/runtime/optimize-graph.ts';
import { OPTIMIZED_GRAPH } from '../../../model/runtime/optimized-files.ts';
import { DEMO_MODEL } from '../../fixtures/clips.ts';
import { hasTestData, testData } from '../../fixtures/data.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';
import { headsOf, networkOf, syntheticOnnx, syntheticPixels } from '../network-fixtures.ts';

const NCHWC = 'com.microsoft.nchwc';
const node = (opType: string, inputs: string[], output: string, domain = ''): EditedNode => ({
  ...newNode(opType, inputs, output, opType === 'Concat' ? { axis: 1 } : {}, domain),
});
const reorderOutput = (input: string, output: string, channels: number) =>
  newNode('ReorderOutput', [input], output, { channels }, NCHWC);
const integer = (value: number) => ({ dims: [1], integers: [value] });
const graph = (nodes: EditedNode[], outputs: string[] = []): OnnxGraphEditor => ({
  nodes,
  constants: new Map<string, EditedConstant>([
    ['one', { dims: [], integers: null }],
    ['w', { dims: [32, 32, 1, 1], integers: null }],
    ['planes', { dims: [32, 1, 1], integers: null }],
    ['zero', integer(0)],
    ['eight', integer(8)],
    ['minus16', integer(-16)],
    ['end', integer(32)],
    ['axis', integer(1)],
    ['rows', integer(2)],
  ]),
  outputs: new Set(outputs),
});
const FRAME = { width: 64, height: 32 };

/** Values `a` and `b` in NCHWc, of one size or of two, and what follows them. */
const behind = (after: readonly EditedNode[], sizes: 'one size' | 'two sizes' = 'one size') => [
  newNode('Transpose', ['frames'], 'image', { perm: [0, 3, 1, 2] }),
  newNode('Conv', ['image', 'w'], 'a', { kernel_shape: [1, 1] }, NCHWC),
  newNode('Conv', ['a', 'w'], 'b', { kernel_shape: [1, 1], strides: sizes === 'one size' ? [1, 1] : [2, 2] }, NCHWC),
  ...after,
];
const shown = (nodes: readonly EditedNode[]) => nodes.map((one) => `${one.opType} ${one.inputs} ${one.outputs}`);

describe('propagation of the layout NCHWc', () => {
  const folder = temporaryFolder();

  it('removes the changes of layout around value-wise operators and concatenations', () => {
    const nodes = behind([
      reorderOutput('a', 'a_plain', 32),
      reorderOutput('b', 'b_plain', 16),
      node('Add', ['a_plain', 'one'], 'sum'),
      node('Concat', ['sum', 'b_plain'], 'both'),
      node('ReorderInput', ['both'], 'both_back', NCHWC),
      node('Conv', ['both_back'], 'c', NCHWC),
    ]);
    assert.deepEqual(shown(propagateNchwc(graph(nodes), FRAME)).slice(3), [
      'Add a,one sum_nchwc',
      'Concat sum_nchwc,b both_nchwc',
      'Conv both_nchwc c',
    ]);
  });

  it('changes the layout where a value leaves the convolutions', () => {
    const nodes = behind([
      reorderOutput('a', 'a_plain', 32),
      node('Neg', ['a_plain'], 'out'),
      node('Softmax', ['out'], 'end'),
    ]);
    assert.deepEqual(shown(propagateNchwc(graph(nodes, ['out']), FRAME)).slice(3), [
      'Neg a out_nchwc',
      'ReorderOutput out_nchwc out',
      'Softmax out end',
    ]);
  });

  it('includes sums of values that are equally large', () => {
    const nodes = behind([
      reorderOutput('a', 'a_plain', 32),
      reorderOutput('b', 'b_plain', 32),
      node('Add', ['a_plain', 'b_plain'], 'sum'),
    ]);
    assert.deepEqual(shown(propagateNchwc(graph(nodes, ['sum']), FRAME)).slice(3), [
      'Add a,b sum_nchwc',
      'ReorderOutput sum_nchwc sum',
    ]);
  });

  for (const [what, after] of Object.entries({
    'channels that do not fill blocks': [reorderOutput('a', 'a_odd', 24), node('Neg', ['a_odd'], 'out')],
    'planes that are scaled by one number each': [
      newNode('GlobalAveragePool', ['a'], 'squeezed', {}, NCHWC),
      reorderOutput('squeezed', 'gate', 32),
      node('Mul', ['a_plain', 'gate'], 'out'),
    ],
    'a gate that stands first': [
      newNode('GlobalAveragePool', ['a'], 'squeezed', {}, NCHWC),
      reorderOutput('squeezed', 'gate', 32),
      node('Mul', ['gate', 'a_plain'], 'out'),
    ],
    'values of other sizes': [node('Add', ['a_plain', 'b_plain'], 'out')],
    'other numbers of channels': [reorderOutput('b', 'b_half', 16), node('Add', ['a_plain', 'b_half'], 'out')],
    'a constant for each channel': [node('Mul', ['a_plain', 'planes'], 'out')],
    'a value that was never in NCHWc': [node('Add', ['a_plain', 'elsewhere'], 'out')],
    'an operator that is not known': [node('Erf', ['a_plain'], 'out')],
    'an operator of a domain that is not known': [node('Add', ['a_plain', 'a_plain'], 'out', 'com.example')],
    'a concatenation of rows': [newNode('Concat', ['a_plain', 'a_plain'], 'out', { axis: 2 })],
    'a slice that starts from the end': [node('Slice', ['a_plain', 'minus16', 'end', 'axis'], 'out')],
    'a slice between blocks': [node('Slice', ['a_plain', 'eight', 'end', 'axis'], 'out')],
    'a slice of rows': [node('Slice', ['a_plain', 'zero', 'end', 'rows'], 'out')],
  })) {
    it(`leaves ${what} as they are`, () => {
      const reorders = [reorderOutput('a', 'a_plain', 32), reorderOutput('b', 'b_plain', 32)];
      const nodes = behind([...reorders, ...after], 'two sizes');
      const found = propagateNchwc(graph(nodes, ['out', 'a_plain', 'b_plain']), FRAME);
      assert.deepEqual(shown(found).sort(), shown(nodes).sort());
    });
  }

  it('keeps what changes the order of dimensions at once', () => {
    const nodes = behind([
      newNode('ReorderOutput', ['a'], 'last', { channels: 32, channels_last: 1 }, NCHWC),
      node('Neg', ['last'], 'out'),
      newNode('ReorderInput', ['out'], 'back', { channels_last: 1 }, NCHWC),
    ]);
    assert.deepEqual(propagateNchwc(graph(nodes, ['back']), FRAME), nodes);
  });

  for (const name of ['demo', ...(hasTestData ? ['yolov4', 'yolov4-csp', 'yolov4-tiny'] : [])]) {
    it(`gives the heads of ${name} to the bit`, async function () {
      const network = await networkOf(name === 'demo' ? DEMO_MODEL.cfg : testData(this, 'cfg', `${name}.cfg`), 64);
      const path = join(folder(), 'network.onnx');
      await writeFile(path, syntheticOnnx(network, 0.9));
      await optimizeGraph(path, folder(), { form: 'runtime', size: { width: 64, height: 64 } });
      const optimized = join(folder(), OPTIMIZED_GRAPH);
      const run = () => headsOf(optimized, syntheticPixels(64), [1, 64, 64], { graphOptimizationLevel: 'disabled' });
      const before = await run();
      const reorders = (nodes: readonly EditedNode[]) =>
        nodes.filter(({ opType }) => opType.startsWith('Reorder')).length;
      let [all, left] = [0, 0];
      const changed = withNodes(await readFile(optimized), (file) => {
        const nodes = propagateNchwc(file, { width: 64, height: 64 });
        [all, left] = [reorders(file.nodes), reorders(nodes)];
        return nodes;
      });
      await writeFile(optimized, changed);
      assert.deepEqual(await run(), before);
      assert.ok(left <= all / 4, `${left} of ${all}`);
    });
  }
});
