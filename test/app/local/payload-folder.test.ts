import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPayloadFolder, makePayloadFolder, removePayloadFolder } from '../../../app/local/payload-folder.ts';
import type { Logger } from '../../../shared/logging.ts';
import { hasSharedMemory } from '../../fixtures/shared-memory.ts';
import { skip } from '../../fixtures/skip.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';

describe('the folder of pixels in memory', () => {
  const root = temporaryFolder();
  const note = () => join(root(), 'payload-folder');
  const warned: string[] = [];
  const log = { warn: (_facts: object, text: string) => warned.push(text) } as unknown as Logger;
  before(function () {
    if (!hasSharedMemory()) skip(this, 'another system than Linux');
  });
  beforeEach(() => warned.splice(0));

  it('is made for this user alone, told to others, found again, and removed with all that is in it', async () => {
    assert.equal(await findPayloadFolder(note()), null);
    const folder = (await makePayloadFolder(note(), log))!;
    try {
      assert.equal(statSync(folder).mode & 0o777, 0o700);
      assert.equal(readFileSync(note(), 'utf8'), folder);
      writeFileSync(join(folder, 'one'), 'x');
      assert.deepEqual([await findPayloadFolder(note()), await makePayloadFolder(note(), log)], [folder, folder]);
    } finally {
      await removePayloadFolder(folder, note(), log);
    }
    assert.deepEqual([existsSync(folder), existsSync(note()), warned], [false, false, []]);
  });

  it('is another one where that of before is gone, or is none that is ours', async () => {
    const gone = (await makePayloadFolder(note(), log))!;
    rmSync(gone, { recursive: true });
    assert.equal(await findPayloadFolder(note()), null);
    mkdirSync(join(root(), 'elsewhere'));
    symlinkSync(join(root(), 'elsewhere'), gone);
    try {
      assert.equal(await findPayloadFolder(note()), null);
      const folder = (await makePayloadFolder(note(), log))!;
      assert.notEqual(folder, gone);
      await removePayloadFolder(folder, note(), log);
    } finally {
      rmSync(gone);
    }
  });

  it('is not believed to be anywhere else', async () => {
    mkdirSync(join(root(), 'elsewhere'), { mode: 0o700 });
    writeFileSync(note(), join(root(), 'elsewhere'));
    assert.equal(await findPayloadFolder(note()), null);
  });

  it('is none where it cannot be told, and that is said', async () => {
    chmodSync(root(), 0o700);
    assert.equal(await makePayloadFolder(join(root(), 'none', 'note'), log), null);
    assert.deepEqual(warned, ['pixels go through Redis']);
  });
});
