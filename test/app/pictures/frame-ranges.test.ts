import assert from 'node:assert/strict';
import { passesOf, rangesOfFrames } from '../../../app/pictures/frame-ranges.ts';

describe('ranges of frames', () => {
  it('join frames that follow one another', () => {
    assert.deepEqual(rangesOfFrames([]), []);
    assert.deepEqual(rangesOfFrames([0, 1, 1, 2, 5, 9, 10]), [
      { first: 0, last: 2 },
      { first: 5, last: 5 },
      { first: 9, last: 10 },
    ]);
  });

  it('come in parts that hold all of them, in order', () => {
    const frames = Array.from({ length: 1000 }, (_, index) => 3 * index);
    const passes = passesOf(frames);
    assert.ok(passes.length > 1 && passes.every((pass) => pass.length <= 64));
    assert.deepEqual(passes.flat(), rangesOfFrames(frames));
    assert.equal(passesOf(Array.from({ length: 5000 }, (_, index) => index)).length, 1);
  });
});
