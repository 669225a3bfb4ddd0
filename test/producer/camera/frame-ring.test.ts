import assert from 'node:assert/strict';
import type { OverloadPolicy } from '../../../producer/camera/camera-options.ts';
import { FrameRing } from '../../../producer/camera/frame-ring.ts';

interface Item {
  readonly bytes: number;
  readonly index: number;
}

/** Ten bytes each, room for ten. */
function ringOf(policy: OverloadPolicy) {
  const dropped: number[] = [];
  const ring = new FrameRing<Item>(100, policy, ({ index }) => dropped.push(index));
  const push = (...indexes: number[]) => {
    for (const index of indexes) ring.push({ bytes: 10, index });
  };
  const takeAll = async () => {
    ring.end();
    const taken: number[] = [];
    for (let item = await ring.shift(() => true); item; item = await ring.shift(() => true)) taken.push(item.index);
    return taken;
  };
  return { ring, push, takeAll, dropped };
}

const upTo = (end: number) => Array.from({ length: end }, (_, index) => index);

describe('a ring of frames', () => {
  it('gives all that fits, in order, and says when there is no more', async () => {
    const { push, takeAll, dropped } = ringOf('drop-oldest');
    push(...upTo(10));
    assert.deepEqual([await takeAll(), dropped], [upTo(10), []]);
  });

  it('drops the oldest', async () => {
    const { push, takeAll, dropped } = ringOf('drop-oldest');
    push(...upTo(25));
    assert.deepEqual([await takeAll(), dropped], [upTo(25).slice(15), upTo(15)]);
  });

  it('drops the newest', async () => {
    const { push, takeAll, dropped } = ringOf('drop-newest');
    push(...upTo(25));
    assert.deepEqual([await takeAll(), dropped], [upTo(10), upTo(25).slice(10)]);
  });

  it('thins out: the fuller it is, the fewer it lets in, spread over all that come; every frame is taken or dropped', async () => {
    const { push, takeAll, dropped } = ringOf('thin');
    push(...upTo(64));
    const taken = await takeAll();
    assert.deepEqual(taken.slice(0, 5), upTo(5), 'all, up to half');
    const later = taken.slice(5);
    assert.ok(later.length >= 3 && later.at(-1)! >= 32, `${taken}`);
    assert.ok(later.every((index, i) => i === 0 || index - later[i - 1]! >= 2));
    assert.deepEqual(
      [...taken, ...dropped].sort((a, b) => a - b),
      upTo(64),
    );
  });

  it('takes in a frame that is larger than all its room when nothing else waits', async () => {
    for (const policy of ['drop-oldest', 'drop-newest', 'thin'] as const) {
      const { ring, dropped, takeAll } = ringOf(policy);
      ring.push({ bytes: 1000, index: 7 });
      assert.deepEqual([await takeAll(), dropped], [[7], []]);
    }
  });

  it('wakes who waits for a frame, and leaves a frame that is not wanted', async () => {
    const { ring, push } = ringOf('drop-oldest');
    const waiting = ring.shift(() => true);
    push(1, 2);
    assert.equal((await waiting)?.index, 1);
    assert.equal(await ring.shift(({ index }) => index !== 2), null);
    assert.equal((await ring.peek())?.index, 2);
    ring.clear();
    ring.end();
    assert.equal(await ring.peek(), null);
    push(3);
    assert.equal(await ring.shift(() => true), null);
  });
});
