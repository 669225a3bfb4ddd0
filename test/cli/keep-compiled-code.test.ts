import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { framefleet } from '../fixtures/cli.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

describe('what V8 makes of code', function () {
  this.timeout(60_000);
  const root = temporaryFolder();
  const [major, minor] = process.versions.node.split('.').map(Number) as [number, number];
  const canKeep = major > 22 || (major === 22 && minor >= 1);

  it('is kept in the home folder for the next command, by Node 22.1 and newer', async () => {
    const home = join(root(), 'home');
    await mkdir(home);
    for (const round of [1, 2]) {
      const { code } = await framefleet(['model', 'list', '--home', home], root());
      assert.deepEqual([round, code], [round, 0]);
    }
    const kept = existsSync(join(home, 'cache', 'code')) ? await readdir(join(home, 'cache', 'code')) : [];
    assert.equal(kept.length > 0, canKeep);
  });

  it('makes no home folder where there is none', async () => {
    const home = join(root(), 'none');
    await framefleet(['model', 'list', '--home', home], root());
    assert.equal(existsSync(home), false);
  });
});
