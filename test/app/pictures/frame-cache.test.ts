import assert from 'node:assert/strict';
import { FrameCache } from '../../../app/pictures/frame-cache.ts';

const frame = (frameIndex: number, bytes = 100) => ({
  ...{ frameIndex, ptsSeconds: frameIndex, width: 1, height: 1 },
  rgb: Buffer.alloc(bytes, frameIndex),
});

describe('FrameCache', () => {
  it('forgets what was asked for longest ago, within its bytes', () => {
    const cache = new FrameCache(300);
    for (const index of [1, 2, 3]) cache.put('a', frame(index));
    assert.ok(cache.get('a', 1));
    cache.put('a', frame(4));
    assert.deepEqual(
      [1, 2, 3, 4].map((index) => cache.get('a', index) !== null),
      [true, false, true, true],
    );
    assert.equal(cache.get('b', 1), null);
  });

  it('keeps no frame that would leave no room for others, and one frame once', () => {
    const cache = new FrameCache(300);
    cache.put('a', frame(1, 200));
    assert.equal(cache.get('a', 1), null);
    for (let time = 0; time < 5; time++) cache.put('a', frame(2));
    cache.put('a', frame(3));
    assert.ok(cache.get('a', 2) && cache.get('a', 3));
  });

  it('gives and takes copies', () => {
    const cache = new FrameCache(300);
    const given = frame(1);
    cache.put('a', given);
    given.rgb.fill(9);
    cache.get('a', 1)!.rgb.fill(9);
    assert.deepEqual(cache.get('a', 1), frame(1));
  });
});
