import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { start } from '../fixtures/cli.ts';
import { DEMO } from '../fixtures/clips.ts';
import { commandLine, until } from '../fixtures/processes.ts';
import { skip } from '../fixtures/skip.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

describe('A command with a password among its arguments', () => {
  const folder = temporaryFolder();

  it('is soon listed without it', async function () {
    if (process.platform !== 'linux') skip(this, 'another system than Linux');
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const source = `rtsp://admin:S3CRET-x@127.0.0.1:${port}/stream?x=1&pw=S3CRET-x`;
    const { child, ended } = start(['detect', source, '--model', DEMO.network], folder());
    try {
      await until('the password to be gone', () => !commandLine(child.pid!).includes('S3CRET'));
      assert.match(
        commandLine(child.pid!),
        new RegExp(`^framefleet detect rtsp://127\\.0\\.0\\.1:${port}/stream\\?x=1 --model `),
      );
    } finally {
      child.kill('SIGKILL');
      await ended;
      silent.close();
    }
  });
});
