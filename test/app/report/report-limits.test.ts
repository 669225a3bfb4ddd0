import assert from 'node:assert/strict';
import { reportLimits } from '../../../app/report/report-limits.ts';

/** What a timeline and a heat map of one label take at most, in bytes. */
const DRAWING_BYTES = 12_000;

describe('limits of a report', () => {
  for (const runs of [0, 1, 2, 10, 60, 1000]) {
    it(`keep one of ${runs} runs below 5 MB, and show some of each that is drawn`, () => {
      const limits = reportLimits(runs);
      const pictures = limits.runs * (limits.pictures + 1) * limits.pictureBytes * (4 / 3);
      const drawings = limits.runs * limits.labels * DRAWING_BYTES;
      assert.ok(pictures + drawings < 4_000_000, `${pictures} + ${drawings}`);
      assert.ok(limits.pictures >= 1 && limits.labels >= 2 && limits.runs <= Math.max(1, runs));
    });
  }

  it('give more runs fewer and smaller pictures', () => {
    const [one, ten, many] = [1, 10, 50].map(reportLimits);
    assert.ok(one!.pictures > ten!.pictures && ten!.pictures > many!.pictures);
    assert.ok(one!.pictureWidth > ten!.pictureWidth && ten!.pictureWidth > many!.pictureWidth);
  });
});
