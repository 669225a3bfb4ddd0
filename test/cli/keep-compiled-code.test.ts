import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir } from 'node:fs/promises';
import * as nodeModule from 'node:module';
import { join } from 'node:path';
import { framefleet } from '../fixtures/cli.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

describe('what V8 makes of code', () => {
  const root = temporaryFolder();
  const canKeep = 'enableCompileCache' in nodeModule;

  it('is kept in the home folder for the next command, by Node 22.8 and newer', async () => {
    const home = join(root(), 'home');
    await mkdir(home);
    for (const round of [1, 2]) {
      const { code } = await framefleet(['model', 'list', '--home', home], root());
      assert.deepEqual([round, code], [round, 0]);
    }
    const kept = existsSync(join(home, 'cache', 'code')) ? await readdir(join(home, 'cache', 'code')) : [];
    assert.equal(kept.length > 0, canKeep);
  });

  it('is not kept where others may write', async () => {
    const home = join(root(), 'open');
    await mkdir(home);
    await chmod(home, 0o777);
    await framefleet(['model', 'list', '--home', home], root());
    assert.deepEqual(await readdir(home), []);
  });

  it('makes no home folder where there is none', async () => {
    const home = join(root(), 'none');
    await framefleet(['model', 'list', '--home', home], root());
    assert.equal(existsSync(home), false);
  });
});
