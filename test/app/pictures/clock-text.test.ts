import assert from 'node:assert/strict';
import { clockOf } from '../../../app/pictures/clock-text.ts';

describe('clockOf', () => {
  for (const [seconds, text] of [
    [0, '00:00:00.000'],
    [83.4564, '00:01:23.456'],
    [59.9999, '00:01:00.000'],
    [360_000, '100:00:00.000'],
    [-1.5, '-00:00:01.500'],
  ] as const) {
    it(`writes ${seconds} s as ${text}`, () => assert.equal(clockOf(seconds), text));
  }

  it('writes it as a name of a file may have it', () => assert.equal(clockOf(83.4564, 'h', 'm', 's'), '00h01m23.456s'));
});
