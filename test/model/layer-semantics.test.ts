import assert from 'node:assert/strict';
import type { NetworkWeights } from '../../model/darknet/network-weights.ts';
import { parseNetwork } from '../../model/darknet/parse-network.ts';
import { syntheticWeights } from '../../model/darknet/synthetic-weights.ts';
import { readWeights } from '../../model/darknet/weights-file.ts';
import { compileNetwork } from '../../model/ir/compile-network.ts';
import { onnxChunks } from '../../model/onnx/write-onnx.ts';
import { headsOf, relativeDistance, syntheticPixels } from './network-fixtures.ts';

const SIDE = 8;

/** What stands between the image and the head. */
function network(layers: string, classes = 1) {
  return parseNetwork(
    `[net]
width=${SIDE}
height=${SIDE}
${layers}
[yolo]
mask=0
anchors=1,1
num=1
classes=${classes}`,
    'a.cfg',
  );
}

const conv = (filters: number, activation: string, more = '') =>
  `[convolutional]\nfilters=${filters}\nsize=1\nstride=1\nactivation=${activation}\n${more}\n`;

async function run(cfg: string, mish: 'naive' | 'sigmoid' = 'sigmoid') {
  const parsed = network(cfg);
  const weights = readWeights(syntheticWeights(parsed, 5, 3), parsed, 'synthetic');
  const bytes = Buffer.concat([...onnxChunks(compileNetwork(parsed, weights, { mish }), {})]);
  const [head] = await headsOf(bytes, syntheticPixels(SIDE), [1, SIDE, SIDE]);
  return { head: head!, weights };
}

/** A 1 × 1 convolution of the planar image, without activation. */
function linear(weights: NetworkWeights, layer: number, input: readonly Float64Array[]): Float64Array[] {
  const { biases, weights: w } = weights.get(layer)!;
  return Array.from(biases, (bias, filter) =>
    input[0]!.map((_, i) => input.reduce((sum, plane, c) => sum + plane[i]! * w[filter * input.length + c]!, bias)),
  );
}

function image(): Float64Array[] {
  const pixels = syntheticPixels(SIDE);
  return [0, 1, 2].map((channel) =>
    Float64Array.from({ length: SIDE * SIDE }, (_, i) => pixels[3 * i + channel]! / 255),
  );
}

function assertNear(actual: Float32Array, planes: readonly Float64Array[], tolerance = 1e-5): void {
  const expected = Float32Array.from(planes.flatMap((plane) => [...plane]));
  const distance = relativeDistance(actual, expected);
  assert.ok(distance < tolerance, `${distance}`);
}

const mish = (x: number) => x * Math.tanh(Math.log1p(Math.exp(x)));
const ACTIVATIONS: Readonly<Record<string, (x: number) => number>> = {
  linear: (x) => x,
  leaky: (x) => (x > 0 ? x : 0.1 * x),
  relu: (x) => Math.max(0, x),
  relu6: (x) => Math.min(6, Math.max(0, x)),
  logistic: (x) => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh,
  swish: (x) => x / (1 + Math.exp(-x)),
  mish,
};

describe('layers compute what darknet does', () => {
  for (const [name, activate] of Object.entries(ACTIVATIONS)) {
    it(`${name} activation`, async () => {
      const { head, weights } = await run(conv(6, name));
      assertNear(
        head.data,
        linear(weights, 0, image()).map((plane) => plane.map(activate)),
      );
    });
  }

  it('mish in its naive form', async () => {
    const { head, weights } = await run(conv(6, 'mish'), 'naive');
    assertNear(
      head.data,
      linear(weights, 0, image()).map((plane) => plane.map(mish)),
    );
  });

  for (const [size, stride, padding] of [
    [2, 1, null],
    [2, 2, null],
    [3, 1, null],
    [3, 2, null],
    [5, 1, null],
    [2, 2, 0],
    [3, 2, 1],
  ] as const) {
    it(`max-pooling of size ${size}, stride ${stride}, padding ${padding ?? 'left out'}`, async () => {
      const own = padding === null ? '' : `padding=${padding}`;
      const { head, weights } = await run(`${conv(6, 'linear')}[maxpool]\nsize=${size}\nstride=${stride}\n${own}`);
      const total = padding ?? size - 1;
      const side = Math.trunc((SIDE + total - size) / stride) + 1;
      assert.deepEqual(head.dims, [1, 6, side, side]);
      const offset = -Math.trunc(total / 2);
      const pooled = linear(weights, 0, image()).map((plane) => {
        return Float64Array.from({ length: side * side }, (_, i) => {
          let best = Number.NEGATIVE_INFINITY;
          for (let y = 0; y < size; y++) {
            for (let x = 0; x < size; x++) {
              const [row, column] = [Math.trunc(i / side) * stride + offset + y, (i % side) * stride + offset + x];
              const isInside = row >= 0 && row < SIDE && column >= 0 && column < SIDE;
              if (isInside) best = Math.max(best, plane[row * SIDE + column]!);
            }
          }
          return best;
        });
      });
      assertNear(head.data, pooled);
    });
  }

  it('a route takes the same part of each of its layers', async () => {
    const route = '[route]\nlayers=-1,-2\ngroups=2\ngroup_id=1';
    const { head, weights } = await run(`${conv(4, 'linear')}${conv(8, 'linear')}${route}`);
    const first = linear(weights, 0, image());
    assertNear(head.data, [...linear(weights, 1, first).slice(4), ...first.slice(2)]);
  });

  it('a shortcut adds all of its layers, then activates', async () => {
    const shortcut = '[shortcut]\nfrom=-2,-3\nactivation=leaky';
    const { head, weights } = await run(`${conv(6, 'linear')}${conv(6, 'linear')}${conv(6, 'linear')}${shortcut}`);
    const first = linear(weights, 0, image());
    const second = linear(weights, 1, first);
    const third = linear(weights, 2, second);
    assertNear(
      head.data,
      third.map((plane, c) => plane.map((x, i) => ACTIVATIONS.leaky!(x + second[c]![i]! + first[c]![i]!))),
    );
  });

  it('an upsampling repeats, a dropout does nothing', async () => {
    const { head, weights } = await run(`${conv(6, 'linear')}[dropout]\nprobability=.5\n[upsample]\nstride=2`);
    const large = linear(weights, 0, image()).map((plane) =>
      Float64Array.from({ length: 4 * SIDE * SIDE }, (_, i) => {
        const [row, column] = [Math.trunc(i / (2 * SIDE)), i % (2 * SIDE)];
        return plane[Math.trunc(row / 2) * SIDE + Math.trunc(column / 2)]!;
      }),
    );
    assertNear(head.data, large);
  });

  it('groups of a convolution see their own channels only', async () => {
    const { head, weights } = await run(`${conv(4, 'linear')}${conv(6, 'linear', 'groups=2')}`);
    const first = linear(weights, 0, image());
    const { biases, weights: w } = weights.get(1)!;
    const expected = Array.from(biases, (bias, filter) => {
      const [a, b] = filter < 3 ? [first[0]!, first[1]!] : [first[2]!, first[3]!];
      return a.map((x, i) => bias + x * w[2 * filter]! + b[i]! * w[2 * filter + 1]!);
    });
    assertNear(head.data, expected);
  });

  it('frames of a batch do not touch each other', async () => {
    const parsed = network(conv(6, 'mish'));
    const weights = readWeights(syntheticWeights(parsed, 5, 3), parsed, 'synthetic');
    const bytes = Buffer.concat([...onnxChunks(compileNetwork(parsed, weights), {})]);
    const frame = syntheticPixels(SIDE);
    const other = frame.map((value) => 255 - value);
    const [both] = await headsOf(bytes, Uint8Array.from([...frame, ...other]), [2, SIDE, SIDE]);
    const [first] = await headsOf(bytes, frame, [1, SIDE, SIDE]);
    const [second] = await headsOf(bytes, other, [1, SIDE, SIDE]);
    assert.deepEqual([...both!.data], [...first!.data, ...second!.data]);
  });
});
