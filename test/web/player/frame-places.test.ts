import assert from 'node:assert/strict';
import { FramePlaces, type Place } from '../../../web/player/frame-places.ts';

/** Frames that come unevenly, every second of which was looked at. */
const TIMES = [1.4, 1.44, 1.45, 2.9, 2.93, 60, 60.001, 95];
const PLACES: readonly Place[] = TIMES.map((ptsSeconds, index) => ({ frameIndex: index * 2, ptsSeconds }));

function places(): FramePlaces {
  const load = async (from: number, to: number) =>
    PLACES.filter(({ ptsSeconds }) => from <= ptsSeconds && ptsSeconds < to);
  return new FramePlaces(load, { first: 1.4, last: 95 });
}

describe('The frames of a player', () => {
  it('are gone through one by one, by their own time stamps, there and back', async () => {
    const all = places();
    const there: number[] = [];
    for (let at = await all.first(); at; at = await all.next(at)) there.push(at.frameIndex);
    const back: number[] = [];
    for (let at = await all.last(); at; at = await all.previous(at)) back.push(at.frameIndex);
    assert.deepEqual(there, [0, 2, 4, 6, 8, 10, 12, 14]);
    assert.deepEqual(back, there.toReversed());
  });

  it('are shown until the next one comes, and the first one before it', async () => {
    for (const [seconds, frameIndex] of [
      [0, 0],
      [1.4, 0],
      [1.449, 2],
      [2, 4],
      [59.9, 8],
      [94.9, 12],
      [200, 14],
    ] as const) {
      assert.equal((await places().at(seconds))?.frameIndex, frameIndex, `at ${seconds}`);
    }
  });

  it('are known by their time stamps, and what lies between two of them is not taken for either', async () => {
    const all = places();
    assert.equal(all.known(2.9), null);
    await all.at(2.9);
    assert.equal(all.known(2.9)?.frameIndex, 6);
    assert.equal(all.known(2.9000004)?.frameIndex, 6);
    assert.equal(all.known(2.8999996)?.frameIndex, 6);
    assert.equal(all.known(2.91), null);
  });
});
