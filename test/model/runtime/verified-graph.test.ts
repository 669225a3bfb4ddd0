import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseNetwork } from '../../../model/darknet/parse-network.ts';
import { syntheticWeights } from '../../../model/darknet/synthetic-weights.ts';
import { readWeights } from '../../../model/darknet/weights-file.ts';
import { foldBatchNorm } from '../../../model/ir/fold-batch-norm.ts';
import { forwardSingleInputs } from '../../../model/ir/forward-single-inputs.ts';
import { graphFromNetwork } from '../../../model/ir/from-network.ts';
import { newNode, withNodes } from '../../../model/onnx/onnx-graph-editor.ts';
import { operatorsIn } from '../../../model/onnx/operators-in.ts';
import { quantizedOnnxChunks } from '../../../model/onnx/quantized-nodes.ts';
import { collectActivationStats } from '../../../model/quantization/collect-activation-stats.ts';
import { quantizeGraph } from '../../../model/quantization/quantize-graph.ts';
import { nchwcBlockSize } from '../../../model/runtime/nchwc-layout.ts';
import { type OptimizedForm, optimizeGraph } from '../../../model/runtime/optimize-graph.ts';
import { OPTIMIZED_GRAPH, OPTIMIZED_WEIGHTS } from '../../../model/runtime/optimized-files.ts';
import { noiseFrame, sceneFrame } from '../../../model/runtime/probe-frames.ts';
import { writeVerifiedGraph } from '../../../model/runtime/verified-graph.ts';
import { skip } from '../../fixtures/skip.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';
import { headsOf, relativeDistance, syntheticOnnx, syntheticPixels } from '../network-fixtures.ts';

/** With a convolution that is done in Winograd's form, between others. */
const CFG = `[net]
width=64
height=64
[convolutional]
batch_normalize=1
filters=64
size=3
stride=2
pad=1
activation=mish
[convolutional]
batch_normalize=1
filters=128
size=3
stride=1
pad=1
activation=mish
[convolutional]
filters=14
size=1
stride=1
activation=linear
[yolo]
mask=0,1
anchors=8,8, 16,16
classes=2
num=2
`;
const SIZE = { width: 64, height: 64 };

type Fault = (folder: string) => Promise<void>;

/** One byte of the weights: the sign of a number. */
const changeWeight: Fault = async (folder) => {
  const path = join(folder, OPTIMIZED_WEIGHTS);
  const bytes = await readFile(path);
  bytes[4 * 1000 + 3]! ^= 0x80;
  await writeFile(path, bytes);
};

/** A pass that takes one operator for another. */
const changeOperator =
  (operator: string): Fault =>
  async (folder) => {
    const path = join(folder, OPTIMIZED_GRAPH);
    const changed = withNodes(await readFile(path), ({ nodes }) => {
      const last = nodes.findLastIndex(({ opType }) => opType === 'Softsign');
      return nodes.map((node, i) => (i === last ? newNode(operator, node.inputs, node.outputs[0]!) : node));
    });
    await writeFile(path, changed);
  };

const cutGraph: Fault = async (folder) => {
  const path = join(folder, OPTIMIZED_GRAPH);
  await writeFile(path, (await readFile(path)).subarray(0, 1000));
};

const throwing: Fault = async () => {
  throw new Error('no such form');
};

describe('an optimised graph that is held against the plain one', () => {
  const folder = temporaryFolder();
  const target = () => join(folder(), 'optimized');
  const source = () => join(folder(), 'model.onnx');

  before(async function () {
    if ((await nchwcBlockSize()) === null) skip(this, 'a CPU without the layout NCHWc');
  });

  beforeEach(async () => {
    await mkdir(target());
    await writeFile(source(), syntheticOnnx(parseNetwork(CFG, 'small.cfg'), 1));
  });

  /** Makes the graph while some forms come out wrong. */
  const verified = (fault: Fault, faultyForms: readonly OptimizedForm[]) =>
    writeVerifiedGraph(source(), target(), SIZE, async (graphPath, draft, options) => {
      await optimizeGraph(graphPath, draft, options);
      if (faultyForms.includes(options.form)) await fault(draft);
    });

  const distance = async () => {
    const dims = [1, 64, 64] as const;
    const options = { graphOptimizationLevel: 'disabled' } as const;
    const [found] = await headsOf(join(target(), OPTIMIZED_GRAPH), syntheticPixels(64), dims, options);
    const [plain] = await headsOf(source(), syntheticPixels(64), dims, options);
    return relativeDistance(found!.data, plain!.data);
  };

  it('is the fastest form where all forms are right', async () => {
    assert.deepEqual(await writeVerifiedGraph(source(), target(), SIZE), { form: 'winograd', fault: null });
    assert.ok((await distance()) < 1e-5);
    const operators = operatorsIn(await readFile(join(target(), OPTIMIZED_GRAPH)));
    assert.ok(operators.has('Gather'), "no convolution in Winograd's form");
  });

  for (const [what, fault, message] of [
    ['one wrong weight', changeWeight, /^winograd: expected `layer\d` to lie within 0.001 of the plain graph/],
    [
      'one wrong operator',
      changeOperator('Tanh'),
      /^winograd: expected `layer\d` to lie within 0.001 of the plain graph/,
    ],
    ['a cut file', cutGraph, /^winograd: .*(Protobuf|protobuf)/],
    ['an error', throwing, /^winograd: no such form/],
  ] as const) {
    it(`is a slower form after ${what}, and says why`, async () => {
      const { form, fault: reason } = await verified(fault, ['winograd']);
      assert.equal(form, 'nchwc');
      assert.match(reason ?? '', message);
      assert.ok((await distance()) < 1e-5);
      const other = await verified(fault, ['winograd', 'nchwc']).catch((error: Error) => error);
      assert.ok(!(other instanceof Error), String(other));
      assert.equal(other.form, 'runtime');
      assert.match(other.fault ?? '', /^winograd: .*; nchwc: /);
      assert.ok((await distance()) < 1e-5);
    });
  }

  for (const [what, error] of Object.entries({
    'no room on the disk, as the file system says': Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
    }),
    'no room on the disk, as the runtime says': new Error(
      'FAIL : graph.cc:5280 Failed to write external initializers to file: "weights.bin"',
    ),
    'too little memory': new Error('std::bad_alloc'),
  })) {
    it(`is not chosen among slower ones for ${what}: that may pass`, async () => {
      const full: Fault = () => Promise.reject(error);
      await assert.rejects(verified(full, ['winograd']), error);
      assert.deepEqual(await readdir(target()), []);
    });
  }

  it('is none where every form is wrong', async () => {
    const { form, fault } = await verified(changeOperator('Tanh'), ['winograd', 'nchwc', 'runtime']);
    assert.equal(form, 'plain');
    assert.match(fault ?? '', /^winograd: .*; nchwc: .*; runtime: expected/);
    assert.deepEqual(await readdir(target()), []);
  });

  describe('in int8', () => {
    /** The same network in bytes, with some of its layers in floats. */
    async function quantized(...floatLayers: number[]): Promise<void> {
      const network = parseNetwork(CFG, 'small.cfg');
      const weights = readWeights(syntheticWeights(network, 7, 1), network, 'synthetic');
      const graph = foldBatchNorm(forwardSingleInputs(graphFromNetwork(network, weights)));
      const { stats } = await collectActivationStats(graph, [noiseFrame(SIZE), sceneFrame(SIZE)], 1);
      const options = { method: 'min-max', weightBits: 7, correctBiases: true } as const;
      const bytes = quantizeGraph(graph, stats, [2], { ...options, floatLayers: new Set(floatLayers) });
      await writeFile(source(), Buffer.concat([...quantizedOnnxChunks(bytes, {})]));
    }

    it('gives the same to the bit, and one wrong weight is found', async () => {
      await quantized();
      assert.deepEqual(await writeVerifiedGraph(source(), target(), SIZE), { form: 'winograd', fault: null });
      assert.equal(await distance(), 0);
      const { form, fault } = await verified(changeWeight, ['winograd']);
      assert.equal(form, 'nchwc');
      assert.match(fault ?? '', /^winograd: expected `layer\d` to lie within 0.001/);
    });

    it('may round a value of a layer in floats the other way, and no more', async () => {
      await quantized(1);
      assert.deepEqual(await writeVerifiedGraph(source(), target(), SIZE), { form: 'winograd', fault: null });
      assert.ok((await distance()) < 0.1, `${await distance()}`);
      const { form, fault } = await verified(changeOperator('Neg'), ['winograd']);
      assert.equal(form, 'nchwc');
      assert.match(fault ?? '', /^winograd: expected `layer\d` to lie within 0.3/);
    });
  });
});
