import assert from 'node:assert/strict';
import { parseNetwork } from '../../../model/darknet/parse-network.ts';
import { syntheticWeights } from '../../../model/darknet/synthetic-weights.ts';
import { readWeights } from '../../../model/darknet/weights-file.ts';
import { compileNetwork } from '../../../model/ir/compile-network.ts';
import { expandActivations } from '../../../model/ir/expand-activations.ts';
import { foldBatchNorm } from '../../../model/ir/fold-batch-norm.ts';
import { forwardSingleInputs } from '../../../model/ir/forward-single-inputs.ts';
import { graphFromNetwork } from '../../../model/ir/from-network.ts';
import type { Graph } from '../../../model/ir/graph.ts';
import { linearOutputs } from '../../../model/ir/linear-outputs.ts';

const NETWORK = parseNetwork(
  `[net]
width=32
height=32
[convolutional]
batch_normalize=1
filters=2
size=1
stride=1
activation=mish
[route]
layers=-1
[dropout]
[convolutional]
filters=6
size=1
stride=1
activation=logistic
[yolo]
mask=0
anchors=1,1
num=1
classes=1
new_coords=1`,
  'a.cfg',
);
const GRAPH = graphFromNetwork(NETWORK, readWeights(syntheticWeights(NETWORK, 3, 1), NETWORK, 'a'));
const shown = (graph: Graph) =>
  graph.nodes.map((node) => `${node.op === 'elementwise' ? node.operator : node.op} ${node.output}`);

describe('compiler passes', () => {
  it('start from one node for each layer and activation', () => {
    assert.deepEqual(shown(GRAPH), [
      'convolution layer0_linear',
      'activation layer0',
      'concat layer1',
      'convolution layer3_linear',
      'activation layer3',
    ]);
    assert.deepEqual(GRAPH.outputs, ['layer3']);
  });

  it('leave their argument as it was', () => {
    const before = JSON.stringify(GRAPH);
    for (const pass of [foldBatchNorm, forwardSingleInputs, linearOutputs, expandActivations('naive')]) pass(GRAPH);
    assert.equal(JSON.stringify(GRAPH), before);
  });

  it('fold batch normalisation in double', () => {
    const [before, after] = [GRAPH.nodes[0]!, foldBatchNorm(GRAPH).nodes[0]!];
    assert.ok(before.op === 'convolution' && after.op === 'convolution' && before.batchNorm);
    assert.equal(after.batchNorm, null);
    const { scales, means, variances } = before.batchNorm;
    const factor = scales.values()[1]! / Math.sqrt(variances.values()[1]! + 1e-5);
    assert.equal(after.weights.values()[4], Math.fround(before.weights.values()[4]! * factor));
    assert.equal(after.biases.values()[1], Math.fround(before.biases.values()[1]! - means.values()[1]! * factor));
  });

  it('let the readers of a concatenation of one value read that value', () => {
    const graph = forwardSingleInputs(GRAPH);
    const second = graph.nodes.filter(({ op }) => op === 'convolution')[1];
    assert.ok(second?.op === 'convolution');
    assert.equal(second.input, 'layer0');
    assert.ok(graph.nodes.every(({ op }) => op !== 'concat'));
  });

  it('hand out heads before their activation, and drop what is then unused', () => {
    const graph = linearOutputs(GRAPH);
    assert.deepEqual([graph.outputs, shown(graph).at(-1)], [['layer3_linear'], 'convolution layer3_linear']);
  });

  for (const [form, operators] of [
    ['naive', ['Softplus', 'Tanh', 'Mul']],
    ['sigmoid', ['Neg', 'Sigmoid', 'Mul', 'Add', 'Div', 'Sub', 'Mul']],
  ] as const) {
    it(`write mish in its ${form} form`, () => {
      const graph = expandActivations(form)(GRAPH);
      const found = graph.nodes.flatMap((node) => (node.op === 'elementwise' ? [node.operator] : []));
      assert.deepEqual(found, [...operators, 'Sigmoid']);
      assert.equal(graph.nodes[operators.length]?.output, 'layer0');
    });
  }

  it('are switched one by one', () => {
    const weights = readWeights(syntheticWeights(NETWORK, 3, 1), NETWORK, 'a');
    const graph = compileNetwork(NETWORK, weights, { foldBatchNorm: false, mish: 'naive', linearOutputs: true });
    const [first] = graph.nodes;
    assert.ok(first?.op === 'convolution' && first.batchNorm !== null);
    assert.ok(graph.nodes.some((node) => node.op === 'elementwise' && node.operator === 'Softplus'));
    assert.deepEqual(graph.outputs, ['layer3_linear']);
  });
});
