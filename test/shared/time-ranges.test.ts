import assert from 'node:assert/strict';
import { parseTimeRanges, rangesOfWindow, type TimeRange, windowOf } from '../../shared/time-ranges.ts';

const range = (start: number | null, end: number | null): TimeRange => ({ start, end });

describe('ranges of time', () => {
  for (const [text, expected] of [
    ['00:10-00:20,01:00-', [range(10, 20), range(60, null)]],
    ['-5', [range(null, 5)]],
    [' 1.5 - 2 , 0:01:00-1:02.5', [range(1.5, 2), range(60, 62.5)]],
    ['0-3', [range(0, 3)]],
  ] as const) {
    it(`are read from ${text}`, () => assert.deepEqual(parseTimeRanges(text), expected));
  }

  for (const text of ['', '-', '5', '5-5', '6-5', '1-2,', '1-2-3', 'a-b', '1:70-2:00', '-0', '1-2;3-4']) {
    it(`are not read from ${JSON.stringify(text)}`, () => assert.equal(parseTimeRanges(text), null));
  }

  const all = range(null, null);
  for (const [ranges, window, expected] of [
    [[], range(3, 4), range(3, 4)],
    [[range(10, 20)], all, range(10, 20)],
    [[range(10, 20)], range(15, null), range(15, 20)],
    [[range(30, 40), range(10, 20)], all, { ...range(10, 40), ranges: [range(10, 20), range(30, 40)] }],
    [[range(10, 20), range(20, 30)], all, range(10, 30)],
    [[range(10, 40), range(15, 20)], all, range(10, 40)],
    [[range(null, 5), range(60, null)], all, { ...all, ranges: [range(null, 5), range(60, null)] }],
    [[range(null, 5), range(60, null)], range(2, 70), { ...range(2, 70), ranges: [range(2, 5), range(60, 70)] }],
    [[range(null, 5), range(60, null)], range(5, null), range(60, null)],
    [[range(1, null), range(0, 2)], all, range(0, null)],
    [[range(10, 20)], range(20, null), null],
    [[range(10, 20)], range(null, 10), null],
  ] as const) {
    it(`of which ${JSON.stringify(ranges)} lie in ${JSON.stringify(window)} are written in one way`, () =>
      assert.deepEqual(windowOf(ranges, window), expected));
  }

  it('are one where a window has none', () => assert.deepEqual(rangesOfWindow(range(1, 2)), [range(1, 2)]));
});
