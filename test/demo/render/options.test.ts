import assert from 'node:assert/strict';
import { clipOptions, picturesOptions } from '../../../demo/render/options.ts';

describe('options of the renderer', () => {
  it('are read from words', () => {
    assert.deepEqual(picturesOptions({ seed: '3', count: '10', size: '416', out: 'x' }), {
      seed: 3,
      count: 10,
      size: 416,
      out: 'x',
    });
  });

  it('are refused with every fault named', () => {
    assert.throws(
      () => picturesOptions({ seed: '-1', count: '1.5', size: '416', out: 'x' }),
      (error: Error) => {
        assert.match(error.message, /Expected `--seed` to be a whole number of at least 0, got `-1`\./);
        assert.match(error.message, /Expected `--count` to be a whole number of at least 1, got `1\.5`\./);
        return true;
      },
    );
    const clip = { seed: '1', seconds: '2', fps: '12', width: '641', height: '360', crf: '26', out: 'a.avi' };
    assert.throws(() => clipOptions(clip), /`--width`[\s\S]*`--out`/);
  });
});
