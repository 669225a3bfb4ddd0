import assert from 'node:assert/strict';
import { parseNetwork } from '../../../model/darknet/parse-network.ts';
import { syntheticWeights } from '../../../model/darknet/synthetic-weights.ts';
import { readWeights } from '../../../model/darknet/weights-file.ts';
import { foldBatchNorm } from '../../../model/ir/fold-batch-norm.ts';
import { graphFromNetwork } from '../../../model/ir/from-network.ts';
import type { Graph } from '../../../model/ir/graph.ts';
import { mishBySoftsign } from '../../../model/ir/mish-by-softsign.ts';

const conv = (activation: string) => `[convolutional]\nfilters=6\nsize=1\nstride=1\nactivation=${activation}\n`;
const HEAD = '[yolo]\nmask=0\nanchors=1,1\nnum=1\nclasses=1\n';

function graphOf(layers: string): Graph {
  const network = parseNetwork(`[net]\nwidth=32\nheight=32\n${layers}${HEAD}`, 'a.cfg');
  return foldBatchNorm(graphFromNetwork(network, readWeights(syntheticWeights(network, 3, 1), network, 'a')));
}

function weightsOf(graph: Graph, index: number) {
  const found = graph.nodes.filter((node) => node.op === 'convolution')[index];
  assert.ok(found);
  return { weights: [...found.weights.values()], biases: [...found.biases.values()] };
}

describe('mish by softsign', () => {
  it('takes five operators, and factors in the convolutions around', () => {
    const before = graphOf(conv('mish') + conv('linear'));
    const after = mishBySoftsign(before);
    const operators = after.nodes.flatMap((node) => (node.op === 'elementwise' ? [node.operator] : []));
    assert.deepEqual(operators, ['Sigmoid', 'Mul', 'Softsign', 'Sub', 'Mul']);
    const [first, second] = [weightsOf(before, 0), weightsOf(before, 1)];
    const negated = (values: number[]) => values.map((value) => -value);
    assert.deepEqual(weightsOf(after, 0), { weights: negated(first.weights), biases: negated(first.biases) });
    assert.deepEqual(weightsOf(after, 1), { weights: second.weights.map((value) => 2 * value), biases: second.biases });
  });

  it('goes on through sums, concatenations and pools of mish', () => {
    const graph = graphOf(
      `${conv('mish')}${conv('mish')}[shortcut]\nfrom=-2\nactivation=linear\n[maxpool]\nsize=3\nstride=1\n[route]\nlayers=-1,-2\n${conv('linear')}`,
    );
    assert.notEqual(mishBySoftsign(graph), graph);
  });

  for (const [where, layers] of Object.entries({
    'there is no mish': conv('leaky') + conv('linear'),
    'mish meets another activation': `${conv('mish')}${conv('leaky')}[shortcut]\nfrom=-2\nactivation=linear\n${conv('linear')}`,
    'a head would be halved': conv('mish'),
    'mish follows a sum': `${conv('mish')}${conv('linear')}[shortcut]\nfrom=-2\nactivation=mish\n${conv('linear')}`,
    'another layer reads the convolution itself': `${conv('linear')}[shortcut]\nfrom=-1\nactivation=mish\n${conv('linear')}`,
  })) {
    it(`leaves a graph as it is where ${where}`, () => {
      const graph = graphOf(layers);
      assert.equal(mishBySoftsign(graph), graph);
    });
  }

  it('leaves a graph as it is whose batch normalisation is not folded', () => {
    const network = parseNetwork(
      `[net]\nwidth=32\nheight=32\n${conv('mish').replace(']', ']\nbatch_normalize=1')}${conv('linear')}${HEAD}`,
      'a.cfg',
    );
    const graph = graphFromNetwork(network, readWeights(syntheticWeights(network, 3, 1), network, 'a'));
    assert.equal(mishBySoftsign(graph), graph);
  });
});
