import assert from 'node:assert/strict';
import { colourOf, inkOn } from '../../shared/label-colour.ts';

describe('colourOf', () => {
  it('gives a label one colour, always the same, and others mostly others', () => {
    const labels = Array.from({ length: 80 }, (_, index) => `label ${index}`);
    const colours = labels.map((label) => colourOf(label).join());
    assert.deepEqual(
      labels.map((label) => colourOf(label).join()),
      colours,
    );
    assert.ok(new Set(colours).size > 75, `${new Set(colours).size}`);
    assert.deepEqual(colourOf('person'), colourOf('person'));
    for (const text of ['', '犬', 'x'.repeat(10_000)]) {
      for (const part of colourOf(text)) assert.ok(Number.isInteger(part) && part >= 0 && part <= 255);
    }
  });

  it('is written on in black or white, whichever differs more', () => {
    assert.deepEqual(inkOn([255, 255, 0]), [0, 0, 0]);
    assert.deepEqual(inkOn([0, 0, 200]), [255, 255, 255]);
  });
});
