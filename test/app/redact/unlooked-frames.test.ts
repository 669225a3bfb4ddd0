import assert from 'node:assert/strict';
import { UnlookedFrames } from '../../../app/redact/unlooked-frames.ts';

describe('Frames that nobody looked at', () => {
  it('are counted, and told in stretches', () => {
    const frames = new UnlookedFrames();
    assert.deepEqual([frames.frames, frames.stretches], [0, []]);
    for (const index of [3, 4, 5, 9, 11, 12]) frames.add(index, index / 10);
    assert.equal(frames.frames, 6);
    assert.deepEqual(frames.stretches, [
      { firstFrame: 3, lastFrame: 5, from: 0.3, to: 0.5 },
      { firstFrame: 9, lastFrame: 9, from: 0.9, to: 0.9 },
      { firstFrame: 11, lastFrame: 12, from: 1.1, to: 1.2 },
    ]);
  });

  it('take no more memory for being many', () => {
    const frames = new UnlookedFrames();
    for (let index = 0; index < 6000; index += 2) frames.add(index, index);
    assert.deepEqual([frames.frames, frames.stretches.length], [3000, 1000]);
  });
});
