import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { homePaths } from '../../app/home.ts';
import { framefleet } from '../fixtures/cli.ts';
import { placeOldStore } from '../fixtures/old-store.ts';
import { inFreshFolder } from '../results/fixtures/samples.ts';

const [, section = ''] = /^## Ten questions\n([\s\S]*?)^## /m.exec(readFileSync('docs/query.md', 'utf8')) ?? [];
const QUESTIONS = [...section.matchAll(/^\*\*(.+)\*\*\n\n```console\n\$ \.\/framefleet (.+)\n([\s\S]*?)^```/gm)].map(
  ([, title, command, answer]) => ({ title: title!, command: command!, answer: answer! }),
);

/** The words of a command as a shell takes them: some in single quotes. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
}

describe('The ten questions at the beginning of the page', () => {
  it('have the answers that stand there', () => {
    assert.equal(QUESTIONS.length, 10);
    return inFreshFolder(async (home) => {
      placeOldStore('v2', homePaths(home).storeFile);
      for (const { title, command, answer } of QUESTIONS) {
        const words = [...wordsOf(command), '--format', 'table'];
        const { code, stdout, stderr } = await framefleet(words, home, { COLUMNS: '100', TZ: 'UTC' });
        assert.deepEqual([code, stdout], [0, answer], title);
        assert.match(stderr, /^(No room for .*; --wide prints everything\.\n)?$/, title);
      }
    });
  });
});
