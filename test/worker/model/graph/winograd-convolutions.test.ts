import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { blockSize } from '../../../../worker/model/compiled/block-size.ts';
import { withNodes } from '../../../../worker/model/compiled/graph-file.ts';
import { optimiseGraph } from '../../../../worker/model/compiled/optimise-graph.ts';
import { OPTIMISED_GRAPH } from '../../../../worker/model/compiled/optimised-files.ts';
import { syntheticUnit } from '../../../../worker/model/darknet/synthetic-weights.ts';
import type { ConvolutionNode, FloatTensor, Graph } from '../../../../worker/model/graph/graph.ts';
import { IMAGE_VALUE } from '../../../../worker/model/graph/graph.ts';
import { winogradConvolutions } from '../../../../worker/model/graph/winograd-convolutions.ts';
import { onnxChunks } from '../../../../worker/model/onnx/write-onnx.ts';
import { temporaryFolder } from '../../../fixtures/temporary-folder.ts';
import { headsOf, relativeDistance } from '../network-fixtures.ts';

function floats(dims: readonly number[], seed: number): FloatTensor {
  const count = dims.reduce((product, dim) => product * dim, 1);
  return { dims, values: () => Float32Array.from({ length: count }, (_, i) => syntheticUnit(i, seed)) };
}

interface Convolution {
  readonly filters?: number;
  readonly channels?: number;
  readonly size?: number;
  readonly stride?: number;
  readonly groups?: number;
}

/** A graph whose second convolution is the one that is looked at. */
function graphOf(height: number, width: number, convolution: Convolution = {}): Graph {
  const { filters = 64, channels = 64, size = 3, stride = 1, groups = 1 } = convolution;
  const node = (
    input: string,
    output: string,
    dims: readonly [number, number, number],
    more: Partial<ConvolutionNode>,
  ): ConvolutionNode => ({
    ...{ op: 'convolution', input, output, size: dims[2], stride: 1, padding: dims[2] === 3 ? 1 : 0, groups: 1 },
    weights: floats([dims[0], dims[1], dims[2], dims[2]], output.length),
    biases: floats([dims[0]], 3),
    batchNorm: null,
    shape: { channels: dims[0], height, width },
    ...more,
  });
  const shape = { channels: filters, height: Math.ceil(height / stride), width: Math.ceil(width / stride) };
  return {
    input: { channels: 3, height, width },
    nodes: [
      node(IMAGE_VALUE, 'first', [channels, 3, 1], {}),
      node('first', 'second', [filters, channels / groups, size], { stride, groups, shape }),
      node('second', 'third', [16, filters, 1], { shape: { ...shape, channels: 16 } }),
    ],
    outputs: ['third'],
  };
}

describe('convolutions by Winograd', () => {
  const folder = temporaryFolder();
  const everywhere = winogradConvolutions(0);
  const marks = (graph: Graph, pass = everywhere) =>
    pass(graph).nodes.map((node) => node.op === 'convolution' && node.winograd !== undefined);

  it('are those of 3 × 3 at stride 1 with whole blocks of channels, and enough of them', () => {
    assert.deepEqual(marks(graphOf(32, 32)), [false, true, false]);
    for (const other of [{ size: 1 }, { stride: 2 }, { groups: 2 }, { filters: 72 }, { channels: 32 }]) {
      assert.deepEqual(marks(graphOf(32, 32, other)), [false, false, false], JSON.stringify(other));
    }
  });

  it('are those with enough products', () => {
    const products = 64 * 64 * 9 * 32 * 32;
    assert.deepEqual(marks(graphOf(32, 32), winogradConvolutions(products)), [false, true, false]);
    assert.deepEqual(marks(graphOf(32, 32), winogradConvolutions(products + 1)), [false, false, false]);
  });

  it('leave no room for odd pictures but at the smallest scale', () => {
    const { input, ...graph } = graphOf(26, 26);
    const [, at16] = everywhere({ ...graph, input: { channels: 3, height: 416, width: 416 } }).nodes;
    const [, at32] = everywhere({ ...graph, input: { channels: 3, height: 832, width: 832 } }).nodes;
    assert.deepEqual(
      [at16, at32].map((node) => (node as ConvolutionNode).winograd?.mayBeOdd),
      [false, true],
    );
  });

  for (const [height, width] of [
    [16, 12],
    [13, 13],
    [7, 10],
  ] as const) {
    it(`give what others do, ${width} × ${height}`, async () => {
      const graph = { ...graphOf(height, width), input: { channels: 3, height: 32 * height, width: 32 * width } };
      const pixels = Uint8Array.from({ length: 3 * height * width }, (_, i) => 128 + 127 * syntheticUnit(i, 9));
      const dims = [1, height, width] as const;
      const [wanted] = await headsOf(Buffer.concat([...onnxChunks(graph, {})]), pixels, dims);
      const bytes = Buffer.concat([...onnxChunks(everywhere(graph), {})]);
      const [plain] = await headsOf(bytes, pixels, dims);
      assert.ok(relativeDistance(plain!.data, wanted!.data) < 2e-6);

      const path = join(folder(), 'graph.onnx.in');
      await writeFile(path, bytes);
      await optimiseGraph(path, folder(), { keepBlocked: true, size: { width, height } });
      const optimised = join(folder(), OPTIMISED_GRAPH);
      const [blocked] = await headsOf(optimised, pixels, dims, { graphOptimizationLevel: 'disabled' });
      assert.deepEqual(blocked!.dims, [1, 16, height, width]);
      assert.ok(relativeDistance(blocked!.data, wanted!.data) < 2e-6);
    });
  }

  it('stay in the blocked layout', async function () {
    if ((await blockSize()) === null) this.skip(); // a CPU without one
    const path = join(folder(), 'graph.onnx.in');
    await writeFile(path, Buffer.concat([...onnxChunks(everywhere(graphOf(13, 13)), {})]));
    await optimiseGraph(path, folder(), { keepBlocked: true, size: { width: 13, height: 13 } });
    const found = new Map<string, number>();
    withNodes(await readFile(join(folder(), OPTIMISED_GRAPH)), ({ nodes }) => {
      for (const { opType } of nodes) found.set(opType, (found.get(opType) ?? 0) + 1);
      return nodes;
    });
    assert.equal(found.get('Conv'), 34);
    assert.deepEqual([found.get('ReorderOutput'), found.get('DepthToSpace')], [1, undefined]);
  });
});
