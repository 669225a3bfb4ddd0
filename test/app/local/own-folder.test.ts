import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { requireOwnFolder } from '../../../app/local/own-folder.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';

describe('The folder of our sockets', () => {
  const root = temporaryFolder();
  const modeOf = (path: string) => statSync(path).mode & 0o777;

  it('is made for this user alone, or made so where others may enter it', async () => {
    const folder = join(root(), 'deep', 'run');
    assert.equal(await requireOwnFolder(folder, { make: false }), false);
    assert.equal(await requireOwnFolder(folder, { make: true }), true);
    assert.equal(modeOf(folder), 0o700);
    chmodSync(folder, 0o755);
    assert.equal(await requireOwnFolder(folder, { make: false }), true);
    assert.equal(modeOf(folder), 0o700);
  });

  it('is refused where it is a link, or where everybody may replace it', async () => {
    const [own, link, open] = ['own', 'link', 'open'].map((name) => join(root(), name)) as [string, string, string];
    mkdirSync(own);
    symlinkSync(own, link);
    await assert.rejects(requireOwnFolder(link, { make: true }), { code: 'CONFIG_INVALID', message: /a link, say/ });
    mkdirSync(open);
    chmodSync(open, 0o777);
    const inOpen = join(open, 'run');
    await assert.rejects(requireOwnFolder(inOpen, { make: true }), { message: /in which everybody may replace it/ });
    chmodSync(open, 0o1777);
    assert.equal(await requireOwnFolder(inOpen, { make: true }), true);
  });
});
