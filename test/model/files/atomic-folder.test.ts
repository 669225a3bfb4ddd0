import assert from 'node:assert/strict';
import { lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFolderAtomically } from '../../../model/files/atomic-folder.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';

describe('A folder that appears at once', () => {
  const root = temporaryFolder();
  const fill = async (folder: string) => writeFileSync(join(folder, 'new'), '');

  it('takes the place of a link, and leaves what that leads to', async () => {
    const [elsewhere, target] = [join(root(), 'elsewhere'), join(root(), 'model')];
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, 'old'), '');
    symlinkSync(elsewhere, target);
    await writeFolderAtomically(target, fill);
    assert.ok(lstatSync(target).isDirectory());
    assert.deepEqual([readdirSync(target), readdirSync(elsewhere)], [['new'], ['old']]);
    assert.deepEqual(readdirSync(root()).sort(), ['elsewhere', 'model']);
  });

  it('leaves a link whose folder is as good', async () => {
    const [elsewhere, target] = [join(root(), 'elsewhere'), join(root(), 'model')];
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, target);
    await writeFolderAtomically(target, fill, async () => true);
    assert.ok(lstatSync(target).isSymbolicLink());
    assert.deepEqual(readdirSync(root()).sort(), ['elsewhere', 'model']);
  });
});
