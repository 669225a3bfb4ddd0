import assert from 'node:assert/strict';
import { KeptFrames } from '../../../producer/adaptive/kept-frames.ts';
import { frameOf } from './frames.ts';

const BYTES = 64 * 64 * 3;

describe('Frames that are kept', () => {
  it('are let go of only when they are spare, the oldest first', () => {
    const kept = new KeptFrames(3 * BYTES);
    for (const ordinal of [0, 1, 2]) kept.add(frameOf(ordinal, 0));
    assert.equal(kept.isFull, false);
    kept.add(frameOf(3, 0));
    assert.equal(kept.isFull, true);
    kept.spare(2);
    kept.spare(1);
    kept.add(frameOf(4, 0));
    assert.deepEqual(
      [0, 1, 2, 3, 4].filter((ordinal) => kept.get(ordinal)),
      [0, 3, 4],
    );
    assert.equal(kept.isFull, false);
  });

  it('count once, and no more when they are gone', () => {
    const kept = new KeptFrames(BYTES);
    kept.add(frameOf(0, 0));
    kept.add(frameOf(0, 0));
    assert.equal(kept.isFull, false);
    kept.delete(0);
    kept.delete(0);
    kept.add(frameOf(1, 0));
    assert.equal(kept.isFull, false);
  });
});
