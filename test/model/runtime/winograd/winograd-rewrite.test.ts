import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { syntheticUnit } from '../../../../model/darknet/synthetic-weights.ts';
import { type OnnxNode, onnxNode, valueInfo } from '../../../../model/onnx/messages.ts';
import { withNodes } from '../../../../model/onnx/onnx-graph-editor.ts';
import { INPUT_NAME } from '../../../../model/onnx/onnx-nodes.ts';
import { ModelProto } from '../../../../model/onnx/onnx-schema.ts';
import { nchwcBlockSize } from '../../../../model/runtime/nchwc-layout.ts';
import { optimizeGraph } from '../../../../model/runtime/optimize-graph.ts';
import { OPTIMIZED_GRAPH } from '../../../../model/runtime/optimized-files.ts';
import type { WinogradOptions } from '../../../../model/runtime/winograd/winograd-rewrite.ts';
import type { Size } from '../../../../shared/geometry.ts';
import { skip } from '../../../fixtures/skip.ts';
import { temporaryFolder } from '../../../fixtures/temporary-folder.ts';
import { headsOf, relativeDistance } from '../../network-fixtures.ts';

const EVERYWHERE: WinogradOptions = { leastProducts: 0, leastChannels: 16 };
const NOWHERE: WinogradOptions = { leastProducts: Number.POSITIVE_INFINITY, leastChannels: 16 };

interface Convolution {
  readonly filters?: number;
  readonly channels?: number;
  readonly size?: number;
  readonly stride?: number;
  readonly groups?: number;
  readonly hasBias?: boolean;
  /** What follows the convolution; a sum is with a 1 × 1 convolution of the same input. */
  readonly after?: 'LeakyRelu' | 'Relu' | 'sum' | 'sum and Relu';
}

/** A graph whose second convolution is the one that is looked at. */
function graphOf({ height, width }: Size, convolution: Convolution = {}): Uint8Array {
  const { filters = 32, channels = 48, size = 3, stride = 1, groups = 1, hasBias = true, after } = convolution;
  const constants: object[] = [];
  const weights = (name: string, dims: readonly number[]) => {
    const count = dims.reduce((product, dim) => product * dim, 1);
    const values = Float32Array.from({ length: count }, (_, i) => syntheticUnit(i, constants.length));
    constants.push({ name, dims, dataType: 1, rawData: new Uint8Array(values.buffer) });
    return name;
  };
  const conv = (input: string, output: string, [to, from, side]: readonly [number, number, number], isMain = false) => {
    const biases = isMain && !hasBias ? [] : [weights(`${output}_biases`, [to])];
    const pad = side >> 1;
    return onnxNode('Conv', [input, weights(`${output}_weights`, [to, from, side, side]), ...biases], output, {
      kernel_shape: [side, side],
      pads: [pad, pad, pad, pad],
      strides: isMain ? [stride, stride] : [1, 1],
      group: isMain ? groups : 1,
    });
  };
  const nodes: OnnxNode[] = [
    onnxNode('Transpose', [INPUT_NAME], 'planar', { perm: [0, 3, 1, 2] }),
    onnxNode('Cast', ['planar'], 'image', { to: 1 }),
    conv('image', 'first', [channels, 3, 1]),
    conv('first', 'main', [filters, channels / groups, size], true),
  ];
  let last = 'main';
  const follow = (node: OnnxNode, output: string) => {
    nodes.push(node);
    last = output;
  };
  if (after?.startsWith('sum')) {
    nodes.splice(3, 0, conv('first', 'other', [filters, channels, 1]));
    follow(onnxNode('Add', ['main', 'other'], 'sum'), 'sum');
  }
  if (after?.endsWith('Relu')) {
    const isLeaky = after === 'LeakyRelu';
    follow(
      onnxNode(isLeaky ? 'LeakyRelu' : 'Relu', [last], 'active', isLeaky ? { alpha: { float: 0.1 } } : {}),
      'active',
    );
  }
  nodes.push(conv(last, 'end', [16, filters, 1]));
  const file = {
    irVersion: 8,
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      name: 'test',
      node: nodes,
      initializer: constants,
      input: [valueInfo(INPUT_NAME, 'uint8', [1, height, width, 3])],
      output: [valueInfo('end', 'float32', [1, 16, 'rows', 'columns'])],
    },
  };
  return ModelProto.encode(ModelProto.fromObject(file)).finish();
}

describe('convolutions by Winograd', () => {
  const folder = temporaryFolder();
  const path = () => join(folder(), OPTIMIZED_GRAPH);

  before(async function () {
    if ((await nchwcBlockSize()) === null) skip(this, 'a CPU without the layout NCHWc');
  });

  async function optimizedAt(size: Size, convolution: Convolution, winograd: WinogradOptions): Promise<string> {
    const source = join(folder(), 'source.onnx');
    await writeFile(source, graphOf(size, convolution));
    await optimizeGraph(source, folder(), { form: 'winograd', size, winograd });
    return path();
  }

  async function operators(): Promise<ReadonlyMap<string, number>> {
    const found = new Map<string, number>();
    withNodes(await readFile(path()), ({ nodes }) => {
      for (const { opType } of nodes) found.set(opType, (found.get(opType) ?? 0) + 1);
      return nodes;
    });
    return found;
  }

  async function isByWinograd(convolution: Convolution, options: WinogradOptions): Promise<boolean> {
    await optimizedAt({ width: 32, height: 32 }, convolution, options);
    return (await operators()).has('MatMul');
  }

  it('are those of 3 × 3 at stride 1', async () => {
    assert.equal(await isByWinograd({}, EVERYWHERE), true);
    for (const other of [{ size: 1 }, { stride: 2 }, { groups: 2, channels: 64 }]) {
      assert.equal(await isByWinograd(other, EVERYWHERE), false, JSON.stringify(other));
    }
  });

  it('are those with enough products and channels', async () => {
    const products = 9 * 32 * 48 * 32 * 32;
    assert.equal(await isByWinograd({}, { leastProducts: products, leastChannels: 32 }), true);
    assert.equal(await isByWinograd({}, { leastProducts: products + 1, leastChannels: 32 }), false);
    assert.equal(await isByWinograd({}, { leastProducts: products, leastChannels: 33 }), false);
  });

  const cases: readonly (readonly [number, number, Convolution])[] = [
    [16, 12, {}],
    [13, 13, {}],
    [7, 10, { hasBias: false }],
    [33, 18, { after: 'LeakyRelu' }],
    [21, 22, { after: 'sum' }],
    [20, 32, { after: 'sum and Relu' }],
    [6, 5, { after: 'Relu', filters: 64 }],
    [12, 9, { filters: 40, channels: 24 }],
  ];
  for (const [width, height, convolution] of cases) {
    it(`give what others do, ${width} × ${height} ${JSON.stringify(convolution)}`, async () => {
      const size = { width, height };
      const pixels = Uint8Array.from({ length: 3 * height * width }, (_, i) => 128 + 127 * syntheticUnit(i, 9));
      const run = async (winograd: WinogradOptions) => {
        const graph = await optimizedAt(size, convolution, winograd);
        const options = { graphOptimizationLevel: 'disabled' } as const;
        const [head] = await headsOf(graph, pixels, [1, height, width], options);
        return { ...head!, hasMatrix: (await operators()).has('MatMul') };
      };
      const wanted = await run(NOWHERE);
      const found = await run(EVERYWHERE);
      assert.deepEqual([wanted.hasMatrix, found.hasMatrix], [false, true]);
      assert.deepEqual(found.dims, [1, 16, height, width]);
      assert.ok(relativeDistance(found.data, wanted.data) < 5e-6, `${relativeDistance(found.data, wanted.data)}`);
    });
  }

  it('stay in the layout NCHWc, and leave nothing to compute that is known', async () => {
    await optimizedAt({ width: 32, height: 32 }, {}, EVERYWHERE);
    const found = await operators();
    // Six parts and their concatenation for each axis, and all products in one.
    assert.deepEqual([found.get('Conv'), found.get('Concat'), found.get('MatMul')], [15, 2, 1]);
    for (const operator of ['Expand', 'Constant', 'ConstantOfShape']) assert.equal(found.get(operator), undefined);
    assert.deepEqual([found.get('ReorderOutput'), found.get('Gather')], [1, 1]);
  });
});
