import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PartialOutput } from '../../../results/export/partial-output.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';

describe('An export under way', () => {
  const folder = temporaryFolder();

  it('is in its place once it is whole, as a file and as a folder', async () => {
    const file = await PartialOutput.open(join(folder(), 'a.json'), false);
    const text = await file.file('');
    await text.write('x'.repeat(100_000));
    await text.write(Buffer.from('ÿ'));
    await text.write('z');
    await text.close();
    assert.ok(!readdirSync(folder()).includes('a.json'));
    await file.commit();
    await file.discard();
    assert.equal(readFileSync(join(folder(), 'a.json'), 'utf8'), `${'x'.repeat(100_000)}ÿz`);
    mkdirSync(join(folder(), 'b'));
    const several = await PartialOutput.open(join(folder(), 'b'), true);
    await (await several.file('c/d/e.txt')).close();
    await several.commit();
    await several.discard();
    assert.deepEqual(readdirSync(folder()).sort(), ['a.json', 'b']);
    assert.deepEqual(readdirSync(join(folder(), 'b', 'c', 'd')), ['e.txt']);
  });

  it('leaves nothing but what was there before when it is given up', async () => {
    writeFileSync(join(folder(), 'a.json'), 'before');
    for (const [name, isFolder] of [
      ['a.json', false],
      ['b', true],
    ] as const) {
      const output = await PartialOutput.open(join(folder(), name), isFolder);
      const file = await output.file(isFolder ? 'c/d.txt' : '');
      await file.write('half');
      await assert.rejects(output.commit(), { code: 'OUTPUT_UNWRITABLE' });
      await output.discard();
    }
    assert.deepEqual(readdirSync(folder()), ['a.json']);
    assert.equal(readFileSync(join(folder(), 'a.json'), 'utf8'), 'before');
  });

  it('refuses places that are taken, or cannot be', async () => {
    mkdirSync(join(folder(), 'full'));
    writeFileSync(join(folder(), 'full', 'x'), '');
    const open = (name: string, isFolder: boolean) => PartialOutput.open(join(folder(), name), isFolder);
    await assert.rejects(open('full', true), {
      code: 'CONFIG_INVALID',
      message: /new or empty folder.*it holds files/,
    });
    await assert.rejects(open('full', false), { code: 'CONFIG_INVALID', message: /to be a file, got/ });
    await assert.rejects(open('full/x', true), { code: 'CONFIG_INVALID', message: /a file/ });
    await assert.rejects(open('nowhere/x', false), { code: 'CONFIG_INVALID', message: /in a folder that is there/ });
  });
});
