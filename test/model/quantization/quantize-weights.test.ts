import assert from 'node:assert/strict';
import type { ConvolutionNode } from '../../../model/ir/graph.ts';
import { weightBitsOf } from '../../../model/quantization/cpu-weight-bits.ts';
import { quantizeFilters } from '../../../model/quantization/quantize-weights.ts';

/** Two filters over two channels, 1 × 1. */
function convolution(weights: readonly number[], biases: readonly number[], groups = 1): ConvolutionNode {
  return {
    op: 'convolution',
    input: 'a',
    output: 'b',
    size: 1,
    stride: 1,
    padding: 0,
    groups,
    weights: { dims: [2, 2 / groups, 1, 1], values: () => Float32Array.from(weights) },
    biases: { dims: [2], values: () => Float32Array.from(biases) },
    batchNorm: null,
    shape: { channels: 2, height: 1, width: 1 },
  };
}

const INPUT = { scale: 0.5, zeroPoint: 3 };

describe('quantised weights', () => {
  it('have a scale for each filter', () => {
    const { weights } = quantizeFilters(convolution([1, -0.25, 0.01, 0.0025], [0, 0]), INPUT, 8, null);
    assert.deepEqual([...weights.values()], [127, -32, 127, 32]);
    assert.ok(Math.abs(weights.scales[1]! / weights.scales[0]! - 0.01) < 1e-6);
  });

  it('keep to 7 bits where products saturate', () => {
    const { weights } = quantizeFilters(convolution([1, -1, 0.3, 0.2], [0, 0]), INPUT, 7, null);
    assert.deepEqual([...weights.values()], [63, -63, 63, 42]);
  });

  it('leave room for a bias that is large beside them', () => {
    const { weights, integerBiases } = quantizeFilters(convolution([0, 0, 1e-9, 0], [700, -700]), INPUT, 8, null);
    integerBiases().forEach((bias, filter) => {
      const value = bias * INPUT.scale * weights.scales[filter]!;
      assert.ok(Math.abs(value - [700, -700][filter]!) < 0.01, `${value}`);
    });
  });

  for (const groups of [1, 2]) {
    it(`shift no sum on average once biases are corrected, ${groups} groups`, () => {
      const floats = groups === 1 ? [1, 0.123, 0.456, -0.789] : [1, 0.123];
      const [node, means] = [convolution(floats, [0.1, 0.2], groups), Float64Array.of(2, 5)];
      const { weights, biases } = quantizeFilters(node, INPUT, 7, means);
      const meanSum = (values: readonly number[], filter: number, bias: number) =>
        groups === 1
          ? bias + values[2 * filter]! * means[0]! + values[2 * filter + 1]! * means[1]!
          : bias + values[filter]! * means[filter]!;
      const rounded = [...weights.values()].map((value, i) => value * weights.scales[Math.trunc((i * groups) / 2)]!);
      for (const filter of [0, 1]) {
        const wanted = meanSum(floats, filter, [0.1, 0.2][filter]!);
        assert.ok(Math.abs(meanSum(rounded, filter, biases()[filter]!) - wanted) < 1e-5);
      }
    });
  }

  for (const [architecture, facts, bits] of [
    ['x64', 'flags\t\t: avx2 avx512f avx512_vnni', 8],
    ['x64', 'flags : avx2 avx_vnni', 8],
    ['x64', 'flags : avx2 fma', 7],
    ['x64', 'flags : not_avx512_vnni', 7],
    ['x64', null, 7],
    ['arm64', null, 8],
  ] as const) {
    it(`have ${bits} bits on ${architecture} with ${facts}`, () => {
      assert.equal(weightBitsOf(architecture, facts), bits);
    });
  }
});
