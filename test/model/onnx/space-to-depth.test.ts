import assert from 'node:assert/strict';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { syntheticUnit } from '../../../model/darknet/synthetic-weights.ts';
import type { QuantizedConvolution } from '../../../model/ir/quantized-graph.ts';
import { INPUT_NAME } from '../../../model/onnx/onnx-nodes.ts';
import { Constants } from '../../../model/onnx/quantized-constants.ts';
import { IMAGE_BYTES, quantizedOnnxChunks } from '../../../model/onnx/quantized-nodes.ts';
import { groupedConvolution } from '../../../model/onnx/space-to-depth.ts';

const FILTERS = 8;

interface Convolution {
  readonly width: number;
  readonly height: number;
  readonly channels?: number;
  readonly stride?: number;
  readonly groups?: number;
  readonly size?: number;
}

/** A convolution of the image whose sums are its results, around 128. */
function convolutionOf({ width, height, channels = 3, stride = 1, groups = 1, size = 3 }: Convolution) {
  const dims = [FILTERS, channels / groups, size, size];
  const length = dims.reduce((product, dim) => product * dim, 1);
  const weights = Int8Array.from({ length }, (_, i) => Math.round(1.4 * syntheticUnit(i, 5)));
  const biases = Int32Array.from({ length: FILTERS }, (_, i) => i - 4);
  const node: QuantizedConvolution = {
    op: 'convolution',
    input: { name: IMAGE_BYTES, scale: 1, zeroPoint: 0 },
    output: { name: 'sums', scale: 1, zeroPoint: 128 },
    shape: { channels: FILTERS, height: height / stride, width: width / stride },
    ...{ size, stride, padding: size >> 1, groups },
    weights: { dims, values: () => weights, scales: new Float32Array(FILTERS).fill(1) },
    biases: () => biases,
  };
  return { node, weights, biases };
}

async function run(node: QuantizedConvolution, image: Uint8Array, dims: readonly number[]): Promise<Uint8Array> {
  const input = { channels: dims[3]!, height: dims[1]!, width: dims[2]! };
  const graph = { input, nodes: [node], heads: [] };
  const session = await InferenceSession.create(Buffer.concat([...quantizedOnnxChunks(graph, {}, new Set(['sums']))]));
  const { sums } = await session.run({ [INPUT_NAME]: new Tensor('uint8', image, dims) });
  await session.release();
  assert.deepEqual(sums!.dims, [1, node.shape.height, node.shape.width, FILTERS]);
  return sums!.data as Uint8Array;
}

describe('convolutions of groups of pixels', () => {
  for (const stride of [1, 2, 4]) {
    it(`give the sums of those of single pixels at stride ${stride}`, async () => {
      const [width, height, channels] = [24, 16, 3];
      const { node, weights, biases } = convolutionOf({ width, height, stride });
      assert.ok(groupedConvolution(node, new Constants()));
      const image = Uint8Array.from({ length: height * width * channels }, (_, i) => (i * 7) % 10);
      const found = await run(node, image, [1, height, width, channels]);
      const at = (y: number, x: number, channel: number) =>
        y < 0 || x < 0 || y >= height || x >= width ? 0 : image[(y * width + x) * channels + channel]!;
      const wanted = found.map((_, index) => {
        const filter = index % FILTERS;
        const [x, y] = [Math.floor(index / FILTERS) % node.shape.width, Math.floor(index / FILTERS / node.shape.width)];
        let sum = biases[filter]!;
        for (let i = 0; i < 27; i++) {
          const [channel, row, column] = [Math.floor(i / 9), Math.floor(i / 3) % 3, i % 3];
          sum += weights[27 * filter + i]! * at(stride * y + row - 1, stride * x + column - 1, channel);
        }
        return Math.min(255, Math.max(0, 128 + sum));
      });
      assert.ok(new Set(wanted).size > 50);
      assert.deepEqual(found, wanted);
    });
  }

  it('are those of 3 × 3 on an image whose width is whole groups', () => {
    const others: Convolution[] = [
      { width: 24, height: 16, channels: 8 },
      { width: 24, height: 16, size: 1 },
      { width: 24, height: 16, channels: 4, groups: 2 },
      { width: 18, height: 16 },
      { width: 24, height: 18, stride: 3 },
    ];
    for (const other of others) {
      assert.equal(groupedConvolution(convolutionOf(other).node, new Constants()), null, JSON.stringify(other));
    }
  });
});
