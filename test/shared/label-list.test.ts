import assert from 'node:assert/strict';
import { parseLabelList } from '../../shared/label-list.ts';

describe('A list of labels', () => {
  for (const [text, labels] of [
    ['person', ['person']],
    ['person,car', ['person', 'car']],
    [' person , traffic light ', ['person', 'traffic light']],
    ['"traffic, light",person', ['traffic, light', 'person']],
    ['person, "traffic, light" ', ['person', 'traffic, light']],
    ['"a ""big"" dog"', ['a "big" dog']],
    ['"person"', ['person']],
    ['" person "', [' person ']],
    ['"two\nlines"', ['two\nlines']],
    ['', null],
    [' ', null],
    ['person,', null],
    [',person', null],
    ['person,,car', null],
    ['""', null],
    ['"person', null],
    ['per"son', null],
    ['"per"son', null],
    ['"per" son,car', null],
  ] as const) {
    it(`${labels ? 'reads' : 'refuses'} ${JSON.stringify(text)}`, () => {
      assert.deepEqual(parseLabelList(text), labels);
    });
  }
});
