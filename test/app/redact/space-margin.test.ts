import assert from 'node:assert/strict';
import { parseSpaceMargin, spaceMarginText, widened } from '../../../app/redact/space-margin.ts';

const BOX = { x1: 10, y1: 20, x2: 30, y2: 60 };

describe('A margin in space', () => {
  for (const [text, written, box] of [
    ['10%', '10%', { x1: 8, y1: 16, x2: 32, y2: 64 }],
    ['8px', '8px', { x1: 2, y1: 12, x2: 38, y2: 68 }],
    [' 0.5 ', '0.5px', { x1: 9.5, y1: 19.5, x2: 30.5, y2: 60.5 }],
    ['0%', '0%', BOX],
  ] as const) {
    it(`of ${text} is that much on every side`, () => {
      const margin = parseSpaceMargin(text)!;
      assert.equal(spaceMarginText(margin), written);
      assert.deepEqual(widened(BOX, margin), box);
    });
  }

  for (const text of ['', '-1', '10 %%', 'ten', '1e3', '10pt']) {
    it(`is not \`${text}\``, () => assert.equal(parseSpaceMargin(text), null));
  }
});
