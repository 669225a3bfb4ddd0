import assert from 'node:assert/strict';
import { placementOf, toSourceBox } from '../../shared/geometry.ts';

describe('geometry', () => {
  const network = { width: 416, height: 416 };

  it('stretches a frame over the whole input', () => {
    assert.deepEqual(placementOf({ width: 800, height: 450 }, network, 'stretch'), { left: 0, top: 0, ...network });
  });

  for (const [source, expected] of [
    [
      { width: 800, height: 450 },
      { left: 0, top: 91, width: 416, height: 234 },
    ],
    [
      { width: 450, height: 800 },
      { left: 91, top: 0, width: 234, height: 416 },
    ],
    [
      { width: 416, height: 416 },
      { left: 0, top: 0, width: 416, height: 416 },
    ],
    [
      { width: 10000, height: 1 },
      { left: 0, top: 207, width: 416, height: 1 },
    ],
  ] as const) {
    it(`letterboxes ${source.width}×${source.height} as darknet does`, () => {
      assert.deepEqual(placementOf(source, network, 'letterbox'), expected);
    });
  }

  it('gives the box that covers the picture the corners of the source, stretched and letterboxed', () => {
    const source = { width: 800, height: 450 };
    for (const mode of ['stretch', 'letterbox'] as const) {
      const placement = placementOf(source, network, mode);
      const whole = [
        (placement.left + placement.width / 2) / network.width,
        (placement.top + placement.height / 2) / network.height,
        placement.width / network.width,
        placement.height / network.height,
      ] as const;
      toSourceBox(whole, source, network, placement).forEach((value, i) => {
        assert.ok(Math.abs(value - [0, 0, 800, 450][i]!) < 1e-9);
      });
    }
  });
});
