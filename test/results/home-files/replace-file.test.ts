import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OneByOne, readIfThere, replaceFile } from '../../../results/home-files/replace-file.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';

describe('A file that is written anew', () => {
  const folder = temporaryFolder();

  it('holds the new text, and nothing lies beside it', async () => {
    const path = join(folder(), 'deep', 'zones.yaml');
    assert.equal(await readIfThere(path), '');
    await replaceFile(path, 'one');
    await replaceFile(path, 'two');
    assert.equal(await readIfThere(path), 'two');
    assert.deepEqual(readdirSync(join(folder(), 'deep')), ['zones.yaml']);
  });

  it('is what a link leads to, and the link stays', async () => {
    const [target, link] = [join(folder(), 'kept.yaml'), join(folder(), 'zones.yaml')];
    writeFileSync(target, 'one');
    symlinkSync(target, link);
    await replaceFile(link, 'two');
    assert.equal(readFileSync(target, 'utf8'), 'two');
    assert.equal(readFileSync(link, 'utf8'), 'two');
  });

  it('stays as it was where it cannot be written, and says so', async () => {
    const path = join(folder(), 'zones.yaml');
    mkdirSync(join(path, 'in the way'), { recursive: true });
    await assert.rejects(replaceFile(path, 'two'), { code: 'OUTPUT_UNWRITABLE' });
    assert.ok(existsSync(join(path, 'in the way')));
    assert.deepEqual(readdirSync(folder()), ['zones.yaml']);
    await assert.rejects(readIfThere(path), { code: 'CONFIG_INVALID' });
  });

  it('is changed by one after the other, also behind one that failed', async () => {
    const turns = new OneByOne();
    const done: string[] = [];
    const failed = turns.run(async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      done.push('first');
      throw new Error('no');
    });
    const second = turns.run(async () => done.push('second'));
    await assert.rejects(failed, { message: 'no' });
    await second;
    assert.deepEqual(done, ['first', 'second']);
  });
});
