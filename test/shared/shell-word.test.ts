import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { shellWord } from '../../shared/shell-word.ts';

const HOSTILE = [
  '',
  ' ',
  "it's",
  '"a, b"',
  '$(touch /tmp/x) `id` $HOME',
  '; rm -rf / #',
  'a\nb\tc',
  '\\',
  "\\'\n",
  '!history',
  '*?[a]{b,c}',
  '~',
  '\u202egnp.exe',
  '\u001b[31mred',
  'Straße 🙂',
];

describe('a word of a command line', () => {
  it('is what it was when bash has read it', () => {
    const script = HOSTILE.map((text) => `printf '%s\\0' ${shellWord(text)}`).join('\n');
    const env = { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' };
    const read = execFileSync('bash', ['--norc', '-c', script], { encoding: 'utf8', env }).split('\0').slice(0, -1);
    assert.deepEqual(read, HOSTILE);
  });

  it('shows all that it holds', () => {
    for (const text of HOSTILE) assert.doesNotMatch(shellWord(text), /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    assert.equal(shellWord('\u202egnp'), String.raw`$'\u202egnp'`);
  });

  it('is left as it is where no shell takes it for more', () => {
    for (const text of ['person', 'a,b', '0.5', '/videos/a-b_c.mp4', '50,0,60%']) assert.equal(shellWord(text), text);
  });
});
