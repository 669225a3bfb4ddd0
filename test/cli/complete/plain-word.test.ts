import assert from 'node:assert/strict';
import { escapedWord, plainWord } from '../../../cli/complete/plain-word.ts';

describe('Words of a command line', () => {
  for (const [typed, plain] of [
    ['car', 'car'],
    ['', ''],
    ["'traffic light'", 'traffic light'],
    ["'traffic l", 'traffic l'],
    ['"a \\"b\\" \\n', 'a "b" \\n'],
    ['traffic\\ light', 'traffic light'],
    ["--label='a b',c\\", '--label=a b,c'],
  ] as const) {
    it(`mean ${JSON.stringify(plain)} when they are typed as ${typed}`, () => assert.equal(plainWord(typed), plain));
  }

  for (const text of ['car', 'traffic light', `it's "$(x)";`, 'Straße', 'a,b=c']) {
    it(`stay the same when escaped: ${text}`, () => assert.equal(plainWord(escapedWord(text)), text));
  }
});
