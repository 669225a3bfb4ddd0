import assert from 'node:assert/strict';
import { attributedNoise, type NoiseLayer } from '../../../model/quantization/layer-sqnr.ts';
import { NoisePower } from '../../../model/quantization/noise-power.ts';

/** A signal of power `signal` that lost `noise`. */
function power(signal: number, noise: number): NoisePower {
  const made = new NoisePower();
  const value = Math.sqrt(signal);
  made.addFloats(Float32Array.of(value), Float32Array.of(value - Math.sqrt(noise)), 1);
  return made;
}

function attributed(layers: readonly NoiseLayer[], heads: readonly string[], powers: Record<string, NoisePower>) {
  const found = attributedNoise(layers, heads, new Map(Object.entries(powers)));
  return new Map(found.map((one) => [one.layer, one]));
}

const near = (found: number, wanted: number) => assert.ok(Math.abs(found - wanted) < 1e-5, `${found} ≠ ${wanted}`);

describe('noise is put down to the layers that add it', () => {
  const conv = (index: number, ...reads: string[]): NoiseLayer => ({ index, reads, kind: 'convolution' });

  it('along a chain, where each adds to what it reads', () => {
    const layers = [conv(0, 'image'), conv(1, 'layer0')];
    const found = attributed(layers, ['layer1'], { layer0: power(10, 1), layer1: power(4, 1.6) });
    near(found.get(0)!.headShares[0]!, 0.25);
    near(found.get(1)!.headShares[0]!, 0.75);
    near(found.get(1)!.addedNoise, 0.3);
    near(found.get(1)!.signalToNoise, 10 * Math.log10(2.5));
    assert.deepEqual([...found.keys()], [1, 0]);
  });

  it('to none that averages more of it away than it adds', () => {
    const layers = [conv(0, 'image'), conv(1, 'layer0')];
    const found = attributed(layers, ['layer1'], { layer0: power(10, 1), layer1: power(10, 0.5) });
    near(found.get(1)!.addedNoise, -0.05);
    near(found.get(0)!.headShares[0]!, 1);
    assert.equal(found.get(1)!.headShares[0], 0);
  });

  it('by the power of what is put together', () => {
    const layers = [
      conv(0, 'image'),
      conv(1, 'image'),
      { index: 2, reads: ['layer0', 'layer1'], kind: 'move' } as const,
    ];
    const powers = { layer0: power(30, 3), layer1: power(10, 3), layer2: power(40, 6) };
    const found = attributed(layers, ['layer2'], powers);
    near(found.get(0)!.headShares[0]!, 0.5);
    near(found.get(1)!.headShares[0]!, 0.5);
    assert.equal(found.get(2)!.addedNoise, 0);
  });

  it('by the power of a sum, where terms cancel each other', () => {
    const layers = [
      conv(0, 'image'),
      conv(1, 'image'),
      { index: 2, reads: ['layer0', 'layer1'], kind: 'sum' } as const,
    ];
    const powers = { layer0: power(30, 3), layer1: power(10, 1), layer2: power(8, 5) };
    const found = attributed(layers, ['layer2'], powers);
    near(found.get(0)!.headShares[0]!, 0.6);
    near(found.get(1)!.headShares[0]!, 0.2);
    near(found.get(2)!.headShares[0]!, 0.2);
  });

  it('for each head, the worst of which decides the order', () => {
    const layers = [conv(0, 'image'), conv(1, 'layer0'), conv(2, 'image')];
    const powers = { layer0: power(10, 1), layer1: power(10, 1.5), layer2: power(10, 4) };
    const found = attributed(layers, ['layer1', 'layer2'], powers);
    assert.equal([...found.keys()][0], 2);
    assert.deepEqual(found.get(2)!.headShares, [0, 1]);
  });

  it('and nothing where nothing is lost', () => {
    const found = attributed([conv(0, 'image')], ['layer0'], { layer0: power(10, 0) });
    assert.deepEqual([found.get(0)!.signalToNoise, found.get(0)!.headShares], [Number.POSITIVE_INFINITY, [0]]);
  });
});
