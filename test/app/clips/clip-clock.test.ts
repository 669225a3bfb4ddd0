import assert from 'node:assert/strict';
import { ClipClock } from '../../../app/clips/clip-clock.ts';
import type { DecodedFrame } from '../../../producer/ffmpeg/decoded-frame.ts';

const FACTS = { timeBase: [1, 1000], fpsNum: 25, fpsDen: 1 } as const;
const timed = (pts: number) => ({ frame: { pts } as DecodedFrame, seconds: pts / 1000 });

describe('When the frames of a clip are shown', () => {
  it('is from 0, in the ticks and at the distances of the source', () => {
    const clock = new ClipClock(FACTS, 1);
    assert.deepEqual(
      [500, 540, 541, 900].map((pts) => clock.ticksOf(timed(pts))),
      [0, 40, 41, 400],
    );
    assert.deepEqual([clock.timeBase, clock.lastTicks, clock.shownRate], [[1, 1000], 40, 25]);
  });

  it('is sooner by the speed, and no more often than a screen shows', () => {
    const clock = new ClipClock(FACTS, 16);
    const ticks = Array.from({ length: 40 }, (_, frame) => clock.ticksOf(timed(500 + frame * 40)));
    const shown = ticks.flatMap((tick) => tick ?? []);
    assert.equal(ticks[0], 0);
    // 1.56 s of the source in 0.0975 s, at most 60 a second
    assert.equal(shown.length, 6);
    assert.ok(shown.every((tick, index) => index === 0 || tick > shown[index - 1]!));
    assert.ok(shown.every((tick) => (tick * 16) / 90_000 <= 1.56 + 1e-9));
    assert.equal(clock.shownRate, 60);
  });

  it('is later where it is slowed down, and then of every frame', () => {
    const clock = new ClipClock(FACTS, 0.5);
    assert.deepEqual(
      [0, 40, 80].map((pts) => clock.ticksOf(timed(pts))),
      [0, 7200, 14_400],
    );
  });
});
