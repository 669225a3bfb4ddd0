import assert from 'node:assert/strict';
import { xmlText } from '../../../results/export/xml-text.ts';
import { ODD_LABEL } from './made-source.ts';
import { readXml } from './read-xml.ts';

describe('xmlText', () => {
  const cases: [name: string, text: string, read: string][] = [
    ['marks', ODD_LABEL, ODD_LABEL],
    ['white space', 'a\tb\nc\r\nd', 'a\tb\nc\r\nd'],
    ['what XML cannot hold', 'a\u0000b\u001bc\ud800d\uffff', 'a\ufffdb\ufffdc\ufffdd\ufffd'],
    ['letters beyond 16 bits', '🚗', '🚗'],
  ];
  for (const [name, text, read] of cases) {
    it(`keeps ${name}`, () => {
      const element = readXml(`<a b="${xmlText(text)}">${xmlText(text)}</a>`);
      assert.equal(element.getAttribute('b'), read);
      assert.equal(element.textContent, read);
    });
  }
});
