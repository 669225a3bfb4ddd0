import assert from 'node:assert/strict';
import { OpenGaps } from '../../../producer/adaptive/open-gaps.ts';
import { StretchFrames } from '../../../producer/adaptive/stretch-frames.ts';
import type { GapVerdict, KnownGap } from '../../../shared/adaptive.ts';
import { frameOf } from './frames.ts';

const TOLERANCE = { error: 0.3, likeness: 0.5 };
const known = (changes: Partial<KnownGap>): GapVerdict => ({
  ...{ state: 'known', likeness: 1, isEmpty: false, error: null },
  ...changes,
});

describe('A gap between two frames that were looked at', () => {
  let gaps: OpenGaps;
  const open = (to: number, moving: readonly number[] = []) => {
    const frames = new StretchFrames(0, [1, 25]);
    for (let at = 0; at <= to; at++) frames.add(frameOf(at, 0), moving.includes(at));
    gaps = new OpenGaps(frames);
    gaps.open({ from: 0, to });
  };
  const answer = (verdict: GapVerdict) => {
    const [decision, ...more] = gaps.answer([verdict], TOLERANCE);
    assert.deepEqual(more, []);
    return decision!;
  };
  const waiting = () =>
    gaps.named().map(({ from, to, middle }) => [from.chunkIndex, to.chunkIndex, middle?.chunkIndex]);

  it('is asked for again while its frames are on their way', () => {
    open(8);
    assert.deepEqual(answer({ state: 'waiting' }), { look: [], settled: [] });
    assert.deepEqual(waiting(), [[0, 8, undefined]]);
  });

  it('is asked for less and less often while nothing new is known, and at once again when something is', () => {
    open(8);
    const waits = Array.from({ length: 3 }, () => {
      answer({ state: 'waiting' });
      return gaps.waitMs;
    });
    assert.deepEqual(waits, [120, 240, 240]);
    answer(known({ likeness: 0 }));
    assert.equal(gaps.waitMs, 60);
  });

  it('is looked into whatever its ends hold where that is asked, unless they hold nothing', () => {
    const strict = { error: 0, likeness: 1.01 };
    open(8);
    assert.deepEqual(gaps.answer([known({ likeness: 1 })], strict), [{ look: [4], settled: [] }]);
    open(8);
    assert.equal(gaps.answer([known({ likeness: 1, isEmpty: true })], strict)[0]!.settled.length, 1);
  });

  it('is left where both are alike', () => {
    open(8);
    assert.deepEqual(
      answer(known({})).settled.map(({ from, to }) => [from, to]),
      [[0, 8]],
    );
    assert.equal(gaps.count, 0);
  });

  it('is halved where they are not, and left so where the middle is as they tell, which is remembered', () => {
    open(8);
    assert.deepEqual(answer(known({ likeness: 0.4 })).look, [4]);
    assert.deepEqual(waiting(), [[0, 8, 4]]);
    const { settled } = answer(known({ likeness: 0.4, error: 0.3 }));
    assert.deepEqual(settled, [
      { from: 0, to: 4, error: 0.3 },
      { from: 4, to: 8, error: 0.3 },
    ]);
    assert.equal(gaps.count, 0);
  });

  it('is looked into further where the middle is not', () => {
    open(3);
    answer(known({ likeness: 0 }));
    assert.deepEqual(answer(known({ likeness: 0, error: 0.31 })), { look: [], settled: [] });
    assert.deepEqual(waiting(), [[1, 3, undefined]]); // one without a frame is none
  });

  it('is looked into where it holds nothing and something moves, where that does', () => {
    open(12, [2, 3, 4]);
    assert.deepEqual(answer(known({ isEmpty: true })).look, [3]);
    open(12, [2, 3, 4]);
    assert.deepEqual(answer(known({})).look, []);
    open(12);
    assert.deepEqual(answer(known({ isEmpty: true })).look, []);
  });

  it('is looked at whole where a frame of it failed', () => {
    open(4);
    assert.deepEqual(answer({ state: 'failed' }), { look: [1, 2, 3], settled: [] });
    assert.equal(gaps.count, 0);
  });
});
