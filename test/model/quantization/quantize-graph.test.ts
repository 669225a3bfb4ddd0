import assert from 'node:assert/strict';
import { parseNetwork } from '../../../model/darknet/parse-network.ts';
import { syntheticWeights } from '../../../model/darknet/synthetic-weights.ts';
import { readWeights } from '../../../model/darknet/weights-file.ts';
import { foldBatchNorm } from '../../../model/ir/fold-batch-norm.ts';
import { forwardSingleInputs } from '../../../model/ir/forward-single-inputs.ts';
import { graphFromNetwork } from '../../../model/ir/from-network.ts';
import { collectActivationStats } from '../../../model/quantization/collect-activation-stats.ts';
import { ownWeightBits } from '../../../model/quantization/cpu-weight-bits.ts';
import { HeadComparison } from '../../../model/quantization/head-comparison.ts';
import { requireQuantizable } from '../../../model/quantization/quantizable.ts';
import { quantizeGraph } from '../../../model/quantization/quantize-graph.ts';
import { type QuantizationMethod, rankedCandidates } from '../../../model/quantization/ranked-candidates.ts';
import { RANGE_METHODS, type RangeMethod } from '../../../model/quantization/value-range.ts';

const SIDE = 32;
/** Of weights that this CPU multiplies right. */
const OWN_BITS = await ownWeightBits();
const conv = (filters: number, activation: string, size = 3, more = '') =>
  `[convolutional]\nbatch_normalize=1\nfilters=${filters}\nsize=${size}\nstride=1\npad=1\nactivation=${activation}\n${more}\n`;
const head = (activation = 'linear') =>
  `[convolutional]\nfilters=12\nsize=1\nstride=1\nactivation=${activation}\n[yolo]\nmask=0,1\nanchors=4,4, 8,8\nclasses=1\nnum=2`;

function pixels(seed: number): Uint8Array {
  return Uint8Array.from({ length: 3 * SIDE * SIDE }, (_, i) => 128 + 127 * Math.sin(seed + i / (5 + seed)));
}

/** Of each method, in decibels, the best first. */
async function signalToNoise(
  layers: string,
  methods: readonly RangeMethod[] = ['mse'],
  weightBits = OWN_BITS,
  floatLayers: ReadonlySet<number> = new Set(),
) {
  const network = parseNetwork(`[net]\nwidth=${SIDE}\nheight=${SIDE}\n${layers}`, 'a.cfg');
  const weights = readWeights(syntheticWeights(network, 3, 1), network, 'a');
  const graph = foldBatchNorm(forwardSingleInputs(graphFromNetwork(network, weights)));
  const { stats } = await collectActivationStats(graph, [pixels(1), pixels(2)], 1);
  const anchors = network.yoloLayers.map((layer) => layer.anchors.length);
  const quantized = ({ method }: QuantizationMethod) =>
    quantizeGraph(graph, stats, anchors, { method, weightBits, correctBiases: true, floatLayers });
  const ways = methods.map((method) => ({ method, isEqualized: false }));
  return rankedCandidates(ways, quantized, await HeadComparison.of(graph, [pixels(3)], 1));
}

describe('quantised graphs come near the one in floats', () => {
  for (const [what, layers] of Object.entries({
    'a convolution without activation': conv(16, 'linear') + head(),
    leaky: conv(16, 'leaky') + conv(16, 'leaky') + head(),
    relu: conv(16, 'relu') + conv(16, 'relu') + head(),
    relu6: conv(16, 'relu6') + conv(16, 'relu6') + head(),
    mish: conv(16, 'mish') + conv(16, 'mish') + head(),
    swish: conv(16, 'swish') + conv(16, 'swish') + head(),
    logistic: conv(16, 'logistic') + head(),
    'a logistic head': conv(16, 'leaky') + head('logistic'),
    'depthwise convolutions': conv(16, 'relu') + conv(16, 'relu', 3, 'groups=16') + head(),
    'max-pooling': `${conv(16, 'mish')}[maxpool]\nsize=2\nstride=2\n[maxpool]\nsize=5\nstride=1\n${head()}`,
    'max-pooling of the image': `[maxpool]\nsize=2\nstride=2\n${conv(16, 'mish')}${head()}`,
    upsampling: `${conv(16, 'leaky')}[upsample]\nstride=2\n${head()}`,
    'a concatenation': `${conv(16, 'leaky')}${conv(8, 'mish')}[route]\nlayers=-1,-2\n${head()}`,
    'a concatenation of relu and leaky': `${conv(16, 'relu')}${conv(8, 'leaky')}[route]\nlayers=-1,-2\n${conv(16, 'linear')}${head()}`,
    'a concatenation of relu and relu6': `${conv(16, 'relu', 3, 'groups=1')}${conv(8, 'relu6')}[route]\nlayers=-1,-2\n${conv(16, 'linear')}${head()}`,
    'a concatenation of what was cut of relu': `${conv(16, 'relu')}[route]\nlayers=-1\ngroups=2\ngroup_id=0\n${conv(8, 'leaky')}[route]\nlayers=-1,-2\n${head()}`,
    'a concatenation with the pooled image': `[maxpool]\nsize=3\nstride=1\n${conv(16, 'leaky')}[route]\nlayers=-1,-2\n${head()}`,
    'half of the channels': `${conv(16, 'leaky')}[route]\nlayers=-1\ngroups=2\ngroup_id=1\n${head()}`,
    'a concatenation with the image': `${conv(16, 'leaky', 1)}[maxpool]\nsize=3\nstride=1\n[route]\nlayers=-1,-2\n${head()}`,
    'a shortcut': `${conv(16, 'leaky')}${conv(16, 'mish')}[shortcut]\nfrom=-2\nactivation=linear\n${head()}`,
    'a shortcut of three, activated': `${conv(16, 'leaky')}${conv(16, 'relu')}${conv(16, 'linear')}[shortcut]\nfrom=-2,-3\nactivation=leaky\n${head()}`,
    'a shortcut of a thinner layer': `${conv(8, 'leaky')}${conv(16, 'relu')}[shortcut]\nfrom=-2\n${head()}`,
    'a shortcut with factors': `${conv(16, 'leaky')}${conv(16, 'relu')}[shortcut]\nfrom=-2\nweights_type=per_channel\nweights_normalization=softmax\n${head()}`,
    'upsampling with a factor': `${conv(16, 'leaky')}[upsample]\nstride=2\nscale=0.5\n${head()}`,
    'batch normalisation alone': `${conv(16, 'leaky')}[batchnorm]\n[activation]\nactivation=relu\n${head()}`,
  })) {
    it(what, async () => {
      const [best] = await signalToNoise(layers);
      assert.ok(best!.signalToNoise[0]! > 28, `${best!.signalToNoise}`);
    });
  }

  for (const [what, layers] of Object.entries({
    'an activation without a form in integers': conv(16, 'tanh') + head(),
    'a head of 3 × 3': conv(16, 'leaky') + head().replace('size=1', 'size=3\npad=1'),
  })) {
    it(`or say why not: ${what}`, async () => {
      await assert.rejects(signalToNoise(layers), { code: 'MODEL_INVALID' });
    });
  }

  for (const [what, layers] of Object.entries({
    averagePool: '[local_avgpool]\nsize=3\n',
    globalAveragePool: '[avgpool]\n',
    spaceToDepth: '[reorg3d]\nstride=2\n',
    Mul: '[sam]\nfrom=-1\n',
    tanh: '[activation]\nactivation=tanh\n',
  })) {
    it(`or say so before anything is run: ${what}`, () => {
      const cfg = `[net]\nwidth=${SIDE}\nheight=${SIDE}\n${conv(16, 'leaky')}${layers}${head()}`;
      const network = parseNetwork(cfg, 'a.cfg');
      const graph = graphFromNetwork(network, readWeights(syntheticWeights(network, 3, 1), network, 'a'));
      assert.throws(() => requireQuantizable(graph, new Set()), {
        code: 'MODEL_INVALID',
        message: new RegExp(`computed in integers, got .*${what}.*Run it in fp32`),
      });
    });
  }

  for (const activation of ['linear', 'leaky', 'relu', 'relu6', 'mish', 'swish', 'logistic', 'tanh']) {
    it(`with layers in floats, activation ${activation}`, async () => {
      const layers = conv(16, activation) + conv(16, 'mish') + head();
      const [one] = await signalToNoise(layers, ['min-max'], OWN_BITS, new Set([0]));
      const [all] = await signalToNoise(layers, ['min-max'], OWN_BITS, new Set([0, 1, 2]));
      assert.ok(one!.signalToNoise[0]! > 28 && all!.signalToNoise[0]! > one!.signalToNoise[0]!);
    });
  }

  it('with a logistic head in floats, as near as its input is', async () => {
    const [best] = await signalToNoise(conv(16, 'relu') + head('logistic'), ['min-max'], OWN_BITS, new Set([0, 1]));
    assert.ok(best!.signalToNoise[0]! > 40, `${best!.signalToNoise}`);
  });

  it('with weights of 7 bits, a little less so', async () => {
    const layers = conv(16, 'leaky') + conv(16, 'leaky') + head();
    const [[fine], [coarse]] = await Promise.all([
      signalToNoise(layers, ['mse'], 8),
      signalToNoise(layers, ['mse'], 7),
    ]);
    assert.ok(coarse!.signalToNoise[0]! > 26, `${coarse!.signalToNoise}`);
    const largest = (candidate: typeof fine) =>
      Math.max(...[...candidate!.graph.heads[0]!.weights.values()].map(Math.abs));
    assert.deepEqual([largest(fine), largest(coarse)], [127, 63]);
  });

  it('by every method, ranked by the worst head', async () => {
    const ranked = await signalToNoise(conv(16, 'mish') + conv(16, 'leaky') + head(), RANGE_METHODS);
    assert.deepEqual(ranked.map(({ method }) => method).sort(), [...RANGE_METHODS].sort());
    const worst = ranked.map((candidate) => Math.min(...candidate.signalToNoise));
    assert.deepEqual(
      worst,
      worst.toSorted((a, b) => b - a),
    );
    assert.ok(worst.at(-1)! > 10, `${worst}`);
  });

  it('and stay in integers from the image to the heads', async () => {
    const [best] = await signalToNoise(`${conv(16, 'mish')}${conv(8, 'relu')}[route]\nlayers=-1,-2\n${head()}`);
    assert.deepEqual(
      best!.graph.nodes.map(({ op, output }) => `${op} ${output.name}`),
      ['convolution layer0_linear', 'sigmoid layer0_gate', 'multiply layer0', 'convolution layer1', 'concat layer2'],
    );
    assert.equal(best!.graph.nodes[0]!.op === 'convolution' && best!.graph.nodes[0]!.input.name, 'frames');
  });
});
