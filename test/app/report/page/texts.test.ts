import assert from 'node:assert/strict';
import { counted, number, numberText, stretchText, timeText } from '../../../../app/report/page/texts.ts';

describe('texts of a report', () => {
  it('group digits, and keep the number itself beside them', () => {
    assert.equal(numberText(1234567), '1\u202f234\u202f567');
    assert.equal(numberText(999), '999');
    assert.equal(numberText(1234.5678, 2), '1\u202f234.57');
    assert.equal(number(6739).text, '<data value="6739">6\u202f739</data>');
    assert.match(number(null).text, /not known/);
    assert.match(number(0).text, /<data value="0">0</);
  });

  it('count one thing and several', () => {
    assert.equal(counted(1, 'frame'), '1 frame');
    assert.equal(counted(0, 'frame'), '0 frames');
  });

  for (const [seconds, text] of [
    [0, '0:00.0'],
    [4.25, '0:04.2'],
    [63, '1:03.0'],
    [754.5, '12:34.5'],
    [3723.4, '01:02:03.4'],
  ] as const) {
    it(`writes ${seconds} s as ${text}`, () => assert.equal(timeText(seconds), text));
  }

  it('tell open ends of stretches', () => {
    assert.equal(stretchText(1, 2), '0:01.0 – 0:02.0');
    assert.equal(stretchText(null, 2), 'up to 0:02.0');
    assert.equal(stretchText(1, null), 'from 0:01.0 on');
    assert.equal(stretchText(null, null), 'all of it');
  });
});
