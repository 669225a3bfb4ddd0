import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROWS = readFileSync('docs/faults.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .slice(2)
  .map((line) => line.slice(2, -2).split(' | '));

/** A test file, as a link of the page, with words of a title in it. */
const LINK = /^\[[\w-]+\]\((\.\.\/test\/[\w/-]+(?:\.test)?\.ts) "([^"]+)"\)$/;

describe('The table of what may fail', () => {
  it('has rows that are whole', () => {
    assert.ok(ROWS.length > 20, `${ROWS.length} rows`);
    for (const row of ROWS) assert.ok(row.length === 4 && row.every((cell) => cell.trim() !== ''), row.join(' | '));
  });

  for (const [fault = '', , , links = ''] of ROWS) {
    it(`names tests that are there: ${fault}`, () => {
      for (const link of links.split(', [').map((text, i) => (i === 0 ? text : `[${text}`))) {
        const [, path, words] = LINK.exec(link) ?? assert.fail(`no link to a test with its title: ${link}`);
        const titles = readFileSync(join('docs', path!), 'utf8').match(/\bit\(\s*(['"`]).*?\1,/gs) ?? [];
        assert.ok(
          titles.some((title) => title.includes(words!)),
          `${path} has no test "${words}"`,
        );
      }
    });
  }
});
