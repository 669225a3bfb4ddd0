import assert from 'node:assert/strict';
import { loadDarknetFiles } from '../../../model/darknet/darknet-files.ts';
import { parseNetwork } from '../../../model/darknet/parse-network.ts';
import { syntheticWeights } from '../../../model/darknet/synthetic-weights.ts';
import { readWeights } from '../../../model/darknet/weights-file.ts';
import { expandActivations } from '../../../model/ir/expand-activations.ts';
import { foldBatchNorm } from '../../../model/ir/fold-batch-norm.ts';
import { forwardSingleInputs } from '../../../model/ir/forward-single-inputs.ts';
import { graphFromNetwork } from '../../../model/ir/from-network.ts';
import type { Graph } from '../../../model/ir/graph.ts';
import { onnxChunks } from '../../../model/onnx/write-onnx.ts';
import { calibratedForms } from '../../../model/quantization/calibrated-forms.ts';
import { collectActivationStats, type StatsByValue } from '../../../model/quantization/collect-activation-stats.ts';
import { canEqualize, equalizeChannels } from '../../../model/quantization/equalize-channels.ts';
import { HeadComparison } from '../../../model/quantization/head-comparison.ts';
import { quantizeGraph } from '../../../model/quantization/quantize-graph.ts';
import { rankedCandidates } from '../../../model/quantization/ranked-candidates.ts';
import { distances } from '../../../model/runtime/compare-outputs.ts';
import { GraphSession } from '../../../model/runtime/graph-session.ts';
import { noiseFrame, sceneFrame } from '../../../model/runtime/probe-frames.ts';
import { DEMO_MODEL } from '../../fixtures/clips.ts';
import { seededRandom } from '../../fixtures/seeded-random.ts';

const conv = (filters: number, activation: string, size = 1, groups = 1) =>
  `[convolutional]\nbatch_normalize=1\nfilters=${filters}\nsize=${size}\nstride=1\npad=1\ngroups=${groups}\nactivation=${activation}\n`;
const HEAD =
  '[convolutional]\nfilters=12\nsize=1\nstride=1\nactivation=linear\n[yolo]\nmask=0,1\nanchors=4,4, 8,8\nclasses=1\nnum=2';
/** Wide, depthwise, narrow, and a sum: what light networks are made of. */
const BOTTLENECK = `${conv(16, 'leaky')}${conv(16, 'leaky', 3, 16)}${conv(8, 'linear')}[shortcut]\nfrom=-4\nactivation=linear\n`;

function graphOf(layers: string): Graph {
  const network = parseNetwork(`[net]\nwidth=32\nheight=32\n${layers}`, 'a.cfg');
  const weights = readWeights(syntheticWeights(network, 3, 1), network, 'a');
  return foldBatchNorm(forwardSingleInputs(graphFromNetwork(network, weights)));
}

/** The same network, its channels by up to a hundred times wider than each other. */
function uneven(graph: Graph, seed = 1): Graph {
  const random = seededRandom(seed);
  const histogram = null as never;
  const stats: StatsByValue = new Map(
    graph.nodes.map(({ output, shape: { channels } }) => {
      const highs = Float64Array.from({ length: channels }, () => 100 ** random());
      return [output, { histogram, means: highs, highs, lows: highs.map(() => 0) }];
    }),
  );
  return equalizeChannels(graph, stats);
}

async function outputsOf(graph: Graph) {
  const session = await GraphSession.open(Buffer.concat([...onnxChunks(expandActivations('sigmoid')(graph), {})]), {
    threads: 1,
  });
  try {
    return await session.run(sceneFrame(graph.input), graph.input);
  } finally {
    await session.close();
  }
}

async function assertSame(found: Graph, expected: Graph): Promise<void> {
  const [outputs, wanted] = await Promise.all([outputsOf(found), outputsOf(expected)]);
  for (const [name, tensor] of Object.entries(wanted)) {
    const { relativeDistance, isFiniteAlike } = distances(outputs[name]!, tensor);
    assert.ok(isFiniteAlike && relativeDistance < 1e-5, `${name}: ${relativeDistance}`);
  }
}

/** Layers by chance, all of 8 channels in the end, and a head. */
function randomLayers(seed: number): string {
  const random = seededRandom(seed);
  const oneOf = <T>(choices: readonly T[]) => choices[Math.floor(random() * choices.length)]!;
  let [text, count] = [conv(8, 'leaky', 3), 1];
  /** Indexes of layers with 8 channels. */
  const eights = [0];
  const add = (layers: string) => {
    text += layers;
    count += layers.split('[').length - 1;
    eights.push(count - 1);
  };
  const activation = () => oneOf(['leaky', 'relu', 'linear', 'leaky', 'mish', 'relu6']);
  while (count < 14) {
    const other = oneOf(eights);
    add(
      oneOf([
        () => conv(8, activation(), oneOf([1, 3])),
        () => conv(8, activation(), 3, 8),
        () => conv(16, activation()) + conv(16, activation(), 3, 16) + conv(8, activation()),
        () => conv(8, activation(), 1, 2),
        () => `[shortcut]\nfrom=${other}\nactivation=${oneOf(['linear', 'leaky'])}\n`,
        () => `[route]\nlayers=-1,${other}\n${conv(8, activation())}`,
        () => `[route]\nlayers=${other}\ngroups=2\ngroup_id=1\n${conv(8, activation())}`,
        () => '[maxpool]\nsize=3\nstride=1\n',
        () => '[upsample]\nstride=2\n[maxpool]\nsize=2\nstride=2\n',
      ])(),
    );
  }
  return text + HEAD;
}

describe('equalised channels', () => {
  for (const seed of Array.from({ length: 12 }, (_, index) => index + 1)) {
    it(`leave the network what it is: layers by chance, seed ${seed}`, async () => {
      const graph = graphOf(randomLayers(seed));
      assert.ok(canEqualize(graph));
      const wild = uneven(graph, seed);
      assert.notDeepEqual(weightsOf(wild), weightsOf(graph));
      await assertSame(wild, graph);
      const { stats } = await collectActivationStats(wild, [noiseFrame(graph.input)], 1);
      await assertSame(equalizeChannels(wild, stats), graph);
    });
  }

  it('leave the bundled network what it is', async () => {
    const { network, weights } = await loadDarknetFiles(DEMO_MODEL, null);
    const graph = foldBatchNorm(forwardSingleInputs(graphFromNetwork(network, readWeights(weights, network, 'demo'))));
    await assertSame(uneven(graph), graph);
  });

  it('reach as far as each other where only depthwise convolutions read them', async () => {
    const graph = uneven(graphOf(conv(8, 'relu', 3) + BOTTLENECK.replaceAll('leaky', 'relu') + HEAD));
    const frames = [sceneFrame(graph.input)];
    const forms = await calibratedForms(graph, frames, 1);
    const spreads = forms.map(({ stats }) => {
      const { highs } = stats.get('layer1')!;
      return Math.max(...highs) / Math.min(...highs.filter((high) => high > 0));
    });
    assert.ok(spreads[0]! > 5 && spreads[1]! < 1.001, `${spreads}`);
  });

  it('bring a network of uneven channels near to what it is in floats, and are then chosen', async () => {
    const graph = uneven(graphOf(conv(8, 'leaky', 3) + BOTTLENECK + BOTTLENECK + HEAD));
    const forms = await calibratedForms(graph, [sceneFrame(graph.input), noiseFrame(graph.input)], 1);
    const [best, other] = await rankedCandidates(
      forms.map(({ isEqualized }) => ({ method: 'mse', isEqualized })),
      (way) => {
        const form = forms.find(({ isEqualized }) => isEqualized === way.isEqualized)!;
        const options = {
          method: way.method,
          weightBits: 7,
          correctBiases: true,
          floatLayers: new Set<number>(),
        } as const;
        return quantizeGraph(form.graph, form.stats, [2], options);
      },
      await HeadComparison.of(graph, [sceneFrame(graph.input)], 1),
    );
    assert.deepEqual([best!.isEqualized, other!.isEqualized], [true, false]);
    const gain = best!.signalToNoise[0]! - other!.signalToNoise[0]!;
    assert.ok(gain > 6, `${best!.signalToNoise} against ${other!.signalToNoise}`);
  });

  it('are not tried where every activation bends values', async () => {
    const graph = graphOf(conv(8, 'mish', 3) + conv(8, 'mish', 3, 8) + conv(8, 'relu6') + HEAD);
    assert.equal(canEqualize(graph), false);
    assert.deepEqual(
      (await calibratedForms(graph, [noiseFrame(graph.input)], 1)).map(({ isEqualized }) => isEqualized),
      [false],
    );
  });
});

function weightsOf({ nodes }: Graph): number[][] {
  return nodes.flatMap((node) => (node.op === 'convolution' ? [[...node.weights.values()]] : []));
}
