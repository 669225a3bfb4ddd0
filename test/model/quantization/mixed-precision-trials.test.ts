import assert from 'node:assert/strict';
import { isWorthwhile, mixedPrecisionTrials } from '../../../model/quantization/mixed-precision-trials.ts';

describe('a layer in floats', () => {
  for (const [what, gain, cost, lossGain, wanted] of [
    ['isWorthwhile where a decibel costs 5 % of a frame', 1, 5, 0, true],
    ['isWorthwhile where it costs nothing', 0.5, -0.1, 0, true],
    ['does not pay where a decibel costs 20 %', 1, 20, 0, false],
    ['does not pay where the gain is chance', 0.2, 0, 0, false],
    ['does not pay where the head loses', -1, -5, 0, false],
    ['isWorthwhile where the loss measure differs by chance', 1, 5, -0.05, true],
    ['does not pay where the loss measure says no', 1, 5, -0.5, false],
  ] as const) {
    it(what, () => assert.equal(isWorthwhile({ gain, cost, lossGain, milliseconds: 100 }), wanted));
  }

  it('is tried beside those that were kept before', async () => {
    const gains = new Map([
      [3, 1],
      [7, 0.1],
      [5, 2],
    ]);
    const asked: number[][] = [];
    const { best, floatLayers, trials } = await mixedPrecisionTrials(
      [3, 7, 5],
      { signalToNoise: [20, 25], loss: 1 },
      async (layers) => {
        asked.push([...layers]);
        const gained = [...layers].reduce((sum, layer) => sum + gains.get(layer)!, 0);
        return { signalToNoise: [20 + gained, 25], loss: 1 - layers.size / 10 };
      },
      async () => ({ milliseconds: 100, cost: 1 }),
    );
    assert.deepEqual(asked, [[3], [3, 7], [3, 5]]);
    assert.deepEqual([...floatLayers], [3, 5]);
    assert.equal(best.signalToNoise[0], 23);
    assert.deepEqual(
      trials.map(({ layer, isKept }) => [layer, isKept]),
      [
        [3, true],
        [7, false],
        [5, true],
      ],
    );
    assert.ok(Math.abs(trials[2]!.gain - 2) < 1e-9 && Math.abs(trials[2]!.lossGain - 0.1) < 1e-9);
  });
});
