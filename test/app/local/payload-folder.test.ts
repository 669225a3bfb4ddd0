import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync, statSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ownPayloadFolder } from '../../../app/local/payload-folder.ts';
import type { Logger } from '../../../shared/logging.ts';
import { skip } from '../../fixtures/skip.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';

describe('the folder of pixels in memory', () => {
  const root = temporaryFolder();
  const warned: string[] = [];
  const log = { warn: (_facts: object, text: string) => warned.push(text) } as unknown as Logger;
  const inMemory = `/dev/shm/framefleet-test-${process.pid}`;
  before(function () {
    if (!existsSync('/dev/shm')) skip(this, 'another system than Linux');
  });
  beforeEach(() => warned.splice(0));

  it('is made for this user alone, where it is to be made', async () => {
    try {
      assert.equal(await ownPayloadFolder(inMemory, { make: false, log }), null);
      assert.equal(await ownPayloadFolder(inMemory, { make: true, log }), inMemory);
      assert.equal(statSync(inMemory).mode & 0o777, 0o700);
      assert.equal(await ownPayloadFolder(inMemory, { make: false, log }), inMemory);
    } finally {
      rmSync(inMemory, { recursive: true, force: true });
    }
    assert.deepEqual(warned, []);
  });

  it('is none in what is no memory, or where nothing is', async () => {
    assert.equal(await ownPayloadFolder('/proc/framefleet', { make: true, log }), null);
    assert.equal(await ownPayloadFolder(join(root(), 'none', 'folder'), { make: true, log }), null);
    assert.deepEqual([warned, existsSync(join(root(), 'none'))], [[], false]);
  });

  it("is none where it is a link, or somebody else's, and says so", async () => {
    mkdirSync(join(root(), 'elsewhere'));
    symlinkSync(join(root(), 'elsewhere'), inMemory);
    try {
      assert.equal(await ownPayloadFolder(inMemory, { make: true, log }), null);
      assert.deepEqual(warned, ['pixels go through Redis']);
    } finally {
      unlinkSync(inMemory);
    }
  });
});
