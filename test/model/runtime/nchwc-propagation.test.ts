import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type EditedNode, newNode, type OnnxGraphEditor, withNodes } from '../../../model/onnx/onnx-graph-editor.ts';
import { propagateNchwc } from '../../../model/runtime/nchwc-propagation.ts';
import { optimizeGraph } from '../../../model/runtime/optimize-graph.ts';
import { OPTIMIZED_GRAPH } from '../../../model/runtime/optimized-files.ts';
import { testData } from '../../fixtures/data.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';
import { headsOf, networkOf, syntheticOnnx, syntheticPixels } from '../network-fixtures.ts';

const NCHWC = 'com.microsoft.nchwc';
const node = (opType: string, inputs: string[], output: string, domain = ''): EditedNode => ({
  ...newNode(opType, inputs, output, opType === 'Concat' ? { axis: 1 } : {}, domain),
});
const reorderOutput = (input: string, output: string, channels: number) =>
  newNode('ReorderOutput', [input], output, { channels }, NCHWC);
const graph = (nodes: EditedNode[], outputs: string[] = []): OnnxGraphEditor => ({
  nodes,
  constants: new Map([['one', { dims: [], integers: null }]]),
  outputs: new Set(outputs),
});
const shown = (nodes: readonly EditedNode[]) => nodes.map((one) => `${one.opType} ${one.inputs} ${one.outputs}`);

describe('graphs that keep the blocked layout', () => {
  const folder = temporaryFolder();

  it('lose the changes of layout around element-wise operators and concatenations', () => {
    const nodes = [
      reorderOutput('a', 'a_plain', 32),
      reorderOutput('b', 'b_plain', 16),
      node('Add', ['a_plain', 'one'], 'sum'),
      node('Concat', ['sum', 'b_plain'], 'both'),
      node('ReorderInput', ['both'], 'both_back', NCHWC),
      node('Conv', ['both_back'], 'c', NCHWC),
    ];
    assert.deepEqual(shown(propagateNchwc(graph(nodes))), [
      'Add a,one sum_blocked',
      'Concat sum_blocked,b both_blocked',
      'Conv both_blocked c',
    ]);
  });

  it('change the layout where a value leaves the convolutions', () => {
    const nodes = [reorderOutput('a', 'a_plain', 32), node('Neg', ['a_plain'], 'out'), node('Softmax', ['out'], 'end')];
    assert.deepEqual(shown(propagateNchwc(graph(nodes, ['out']))), [
      'Neg a out_blocked',
      'ReorderOutput out_blocked out',
      'Softmax out end',
    ]);
  });

  it('stay as they are where channels do not fill blocks', () => {
    const nodes = [reorderOutput('a', 'a_plain', 24), node('Neg', ['a_plain'], 'out')];
    assert.deepEqual(propagateNchwc(graph(nodes, ['out'])), nodes);
  });

  for (const name of ['yolov4', 'yolov4-csp', 'yolov4-tiny']) {
    it(`give the heads of ${name} to the bit`, async function () {
      const network = await networkOf(testData(this, 'cfg', `${name}.cfg`), 64);
      const path = join(folder(), 'network.onnx');
      await writeFile(path, syntheticOnnx(network, 0.9));
      await optimizeGraph(path, folder(), { propagateNchwc: false, size: null });
      const optimised = join(folder(), OPTIMIZED_GRAPH);
      const run = () => headsOf(optimised, syntheticPixels(64), [1, 64, 64], { graphOptimizationLevel: 'disabled' });
      const before = await run();
      const reorders = (nodes: readonly EditedNode[]) =>
        nodes.filter(({ opType }) => opType.startsWith('Reorder')).length;
      let [all, left] = [0, 0];
      const changed = withNodes(await readFile(optimised), (file) => {
        const nodes = propagateNchwc(file);
        [all, left] = [reorders(file.nodes), reorders(nodes)];
        return nodes;
      });
      await writeFile(optimised, changed);
      assert.deepEqual(await run(), before);
      assert.ok(left <= all / 4, `${left} of ${all}`);
    });
  }
});
