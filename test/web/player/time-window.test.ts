import assert from 'node:assert/strict';
import { type Timed, TimeWindow } from '../../../web/player/time-window.ts';

const EXTENT = { first: 0, last: 1000 };

/** A window over rows at these times, and what it asked for. */
function windowOver(times: readonly number[], length = 10) {
  const asked: [number, number][] = [];
  const load = async (from: number, to: number): Promise<readonly Timed[]> => {
    asked.push([from, to]);
    return times.filter((time) => from <= time && time < to).map((ptsSeconds) => ({ ptsSeconds }));
  };
  return { asked, window: new TimeWindow(load, EXTENT, length) };
}

describe('A window of time', () => {
  it('finds the last row up to a time and the first after it, however far off they are', async () => {
    const times = [0, 0.04, 0.5, 7, 300, 300.04, 999];
    for (const seconds of [0, 0.02, 0.04, 0.3, 6.9, 7, 299.9, 300.04, 998, 1000]) {
      const { window } = windowOver(times);
      const [before, after] = [await window.lastUpTo(seconds), await window.firstAfter(seconds)];
      assert.equal(
        before?.ptsSeconds,
        times.findLast((time) => time <= seconds),
        `up to ${seconds}`,
      );
      assert.equal(
        after?.ptsSeconds,
        times.find((time) => time > seconds),
        `after ${seconds}`,
      );
    }
  });

  it('asks once for what is near, and joins it without a gap or a double', async () => {
    const times = Array.from({ length: 2500 }, (_, index) => index / 25);
    const { window, asked } = windowOver(times);
    let at = 20;
    for (let step = 0; step < 500; step++) at = (await window.firstAfter(at))!.ptsSeconds;
    for (let step = 0; step < 900; step++) at = (await window.lastUpTo(at - 0.001))!.ptsSeconds;
    assert.equal(at, 4);
    const seconds = window.rows.map(({ ptsSeconds }) => ptsSeconds);
    assert.deepEqual(seconds, times.slice(times.indexOf(seconds[0]!), times.indexOf(seconds.at(-1)!) + 1));
    const sorted = asked.toSorted(([a], [b]) => a - b);
    for (const [index, [from]] of sorted.slice(1).entries()) assert.equal(from, sorted[index]![1]);
  });

  it('takes a time that is rounded to microseconds for the row that it is of', async () => {
    const { window } = windowOver([1 / 3, 2 / 3]);
    assert.equal((await window.lastUpTo(0.333333))?.ptsSeconds, 1 / 3);
    assert.equal((await window.firstAfter(0.333333))?.ptsSeconds, 2 / 3);
  });

  it('forgets what is far away', async () => {
    const { window } = windowOver(Array.from({ length: 1000 }, (_, index) => index));
    await window.cover(10);
    await window.cover(900);
    assert.deepEqual([window.covers(10), window.covers(900), window.rows.length], [false, true, 10]);
  });

  it('tells who asked of what failed, and goes on', async () => {
    let isBroken = true;
    const load = async (): Promise<Timed[]> => {
      if (isBroken) throw new Error('no answer');
      return [{ ptsSeconds: 5 }];
    };
    const window = new TimeWindow(load, EXTENT, 10);
    await assert.rejects(window.lastUpTo(5), { message: 'no answer' });
    isBroken = false;
    assert.deepEqual(await window.lastUpTo(5), { ptsSeconds: 5 });
  });
});
