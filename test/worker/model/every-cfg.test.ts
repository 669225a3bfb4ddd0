import assert from 'node:assert/strict';
import { testData } from '../../fixtures/data.ts';
import { headsOf, networkOf, syntheticOnnx, syntheticPixels } from './network-fixtures.ts';

/** Big ones at a reduced size. */
const SIDES = {
  'yolov3-tiny': 416,
  'yolov4-tiny': 416,
  'yolov4-tiny-3l': 320,
  'yolov4-tiny-custom': 320,
  yolov4: 96,
  'yolov4-custom': 64,
  'yolov4-csp': 64,
  'yolov4-csp-swish': 64,
  'yolov4x-mish': 64,
  'yolov4-p5': 64,
};

describe('every definition of the yolov4 family', () => {
  for (const [name, side] of Object.entries(SIDES)) {
    it(`runs: ${name} at ${side}`, async function () {
      const network = await networkOf(testData(this, 'cfg', `${name}.cfg`), side);
      const heads = await headsOf(syntheticOnnx(network, 0.9), syntheticPixels(side), [1, side, side], {
        graphOptimizationLevel: 'disabled',
      });
      heads.forEach(({ data, dims }, index) => {
        const { channels, height, width } = network.yoloLayers[index]!.output;
        assert.deepEqual(dims, [1, channels, height, width]);
        assert.ok(data.every(Number.isFinite));
      });
      assert.equal(heads.length, network.yoloLayers.length);
    });
  }
});
