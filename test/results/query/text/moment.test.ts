import assert from 'node:assert/strict';
import { readableMoment } from '../../../../results/query/text/moment.ts';
import { Random } from '../brute-force/random.ts';

describe('A moment', () => {
  it('is written as a date is, before 1970 and at the ends of time too', () => {
    const random = new Random(1);
    const moments = [0, -0, -0.5, 0.5, 999, 999.9, 1000, -1, -999, -1000, -1000.5, 8.64e15, -8.64e15];
    for (let index = 0; index < 20_000; index++) {
      const around = (random.number() - 0.5) * 4e12;
      moments.push(around, around + 40, Math.trunc(around));
    }
    for (const ms of moments) assert.equal(readableMoment(ms), new Date(ms).toISOString(), `of ${ms}`);
  });

  it('is null where nobody knows it, and where no date is so far away', () => {
    assert.equal(readableMoment(null), null);
    assert.equal(readableMoment(8.64e15 + 1), null);
    assert.equal(readableMoment(-8.64e15 - 1), null);
  });
});
