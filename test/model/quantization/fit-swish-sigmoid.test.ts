import assert from 'node:assert/strict';
import { activationFunction } from '../../../model/quantization/activation-function.ts';
import { activatedBytes, fitSwishSigmoid } from '../../../model/quantization/fit-swish-sigmoid.ts';
import { quantizationOf } from '../../../model/quantization/value-range.ts';

describe('an activation as one sigmoid and one product in bytes', () => {
  for (const name of ['mish', 'swish'] as const) {
    for (const [low, high] of [
      [-4, 4],
      [-6, 10],
      [-2, 20],
      [-5, 1],
    ] as const) {
      it(`comes within a step and a half of ${name} over ${low}..${high}`, () => {
        const activate = activationFunction(name);
        const input = quantizationOf({ low, high });
        const output = quantizationOf({ low: -0.31, high });
        const swish = fitSwishSigmoid(activate, input, output, new Float64Array(256).fill(1));
        const worst = activatedBytes(swish, input, output).reduce((most, byte, code) => {
          const wanted = activate(input.scale * (code - input.zeroPoint));
          return Math.max(most, Math.abs(output.scale * (byte - output.zeroPoint) - wanted));
        }, 0);
        // The form itself is off by 0.02 at most; the rest is rounding, of the input, the swish and the product.
        assert.ok(worst <= 0.021 + output.scale * 1.5, `${worst} with steps of ${output.scale}`);
      });
    }
  }
});
