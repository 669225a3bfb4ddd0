import assert from 'node:assert/strict';
import { readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { requireWritable } from '../../../model/files/atomic-folder.ts';
import { makeFolder } from '../../../model/files/make-folder.ts';
import { skip } from '../../fixtures/skip.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';

describe('a folder that is made', () => {
  const folder = temporaryFolder();

  it('is made with those above it, and may be there already', async () => {
    const path = join(folder(), 'a', 'b', 'c');
    await makeFolder(path);
    await makeFolder(path);
    assert.ok((await stat(path)).isDirectory());
    await symlink(path, join(folder(), 'link'));
    await makeFolder(join(folder(), 'link', 'd'));
    assert.deepEqual(await readdir(path), ['d']);
  });

  it('is made by several at once', async () => {
    for (let i = 0; i < 200; i++) {
      const path = join(folder(), `${i}`, 'b', 'c');
      await Promise.all(Array.from({ length: 8 }, () => makeFolder(path)));
      assert.ok((await stat(path)).isDirectory());
    }
  });

  it('cannot be where a file is', async () => {
    await writeFile(join(folder(), 'file'), '');
    await assert.rejects(makeFolder(join(folder(), 'file')), { code: 'EEXIST' });
    await assert.rejects(makeFolder(join(folder(), 'file', 'a', 'b')), { code: 'ENOTDIR' });
  });

  it('cannot be in /proc, which is said at once', async function () {
    if (process.platform !== 'linux') skip(this, 'another system than Linux');
    await assert.rejects(requireWritable('/proc/framefleet/models'), {
      code: 'STORE_UNWRITABLE',
      message: /Expected `\/proc\/framefleet\/models` to be a folder that can be written, got: ENOENT/,
    });
  });
});
