import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  deletePayloadFile,
  oldPayloadFiles,
  payloadPath,
  readPayloadFile,
  remakePayloadFolder,
  writePayloadFile,
} from '../../queue/payload-files.ts';
import { skip } from '../fixtures/skip.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

describe('files of payloads', () => {
  const folder = temporaryFolder();

  it('hold what was written, for this user alone, until they are deleted', async () => {
    const paths = [payloadPath(folder()), payloadPath(folder())] as const;
    const large = new Uint8Array(3_000_000).map((_, at) => at % 251);
    assert.deepEqual(
      await Promise.all([writePayloadFile(paths[0], large), writePayloadFile(paths[1], large.subarray(7, 9))]),
      [true, true],
    );
    assert.deepEqual(new Uint8Array((await readPayloadFile(paths[0]))!), large);
    assert.deepEqual([...(await readPayloadFile(paths[1]))!], [7, 8]);
    assert.equal(statSync(paths[0]).mode & 0o777, 0o600);
    for (const path of [...paths, ...paths]) await deletePayloadFile(path);
    assert.deepEqual([await readPayloadFile(paths[0]), readdirSync(folder())], [null, []]);
  });

  it('are not there, not even in part, where they have no room or no folder', async function () {
    assert.equal(await writePayloadFile(payloadPath(join(folder(), 'none')), new Uint8Array(10)), false);
    if (process.platform !== 'linux') skip(this, 'another system than Linux');
    const limit = (bytes: string) => execFileSync('prlimit', ['--pid', `${process.pid}`, `--fsize=${bytes}`]);
    limit('1000:unlimited');
    try {
      assert.equal(await writePayloadFile(payloadPath(folder()), new Uint8Array(5000)), false);
    } finally {
      limit('unlimited:unlimited');
    }
    assert.deepEqual(readdirSync(folder()), []);
  });

  it('are none where something else lies in their place', async () => {
    const [real, link, inFile] = [payloadPath(folder()), payloadPath(folder()), join(payloadPath(folder()), 'x')];
    await writePayloadFile(real, new Uint8Array(10));
    symlinkSync(real, link);
    writeFileSync(dirname(inFile), 'x');
    assert.equal((await readPayloadFile(real))?.byteLength, 10);
    for (const path of [link, inFile, folder()]) assert.equal(await readPayloadFile(path), null, path);
  });

  it('have their folder again where it is gone', async () => {
    const own = join(folder(), 'own');
    await remakePayloadFolder(own);
    assert.equal(statSync(own).mode & 0o777, 0o700);
    const path = payloadPath(own);
    assert.equal(await writePayloadFile(path, new Uint8Array(3)), true);
    await remakePayloadFolder(own);
    assert.equal((await readPayloadFile(path))?.byteLength, 3);
  });

  it('are old after a minute', async () => {
    const [old, young] = [payloadPath(folder()), payloadPath(folder())];
    for (const [path, age] of [
      [old, 61],
      [young, 5],
    ] as const) {
      writeFileSync(path, 'x');
      utimesSync(path, new Date(), new Date(Date.now() - age * 1000));
    }
    mkdirSync(join(folder(), 'a folder'));
    const theirs = join(folder(), 'of somebody else');
    writeFileSync(theirs, 'x');
    utimesSync(theirs, 0, 0);
    assert.deepEqual(await oldPayloadFiles(folder()), [old]);
  });
});
