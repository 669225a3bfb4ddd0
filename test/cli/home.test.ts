import assert from 'node:assert/strict';
import { BUNDLE } from '../../app/demo/bundle.ts';
import { framefleet } from '../fixtures/cli.ts';
import { skip } from '../fixtures/skip.ts';

describe('A home folder that cannot be made', () => {
  for (const args of [
    ['detect', BUNDLE.clip, '--model', BUNDLE.network],
    ['serve', '--redis-url', 'redis://127.0.0.1:1'],
    ['demo'],
  ]) {
    it(`ends ${args[0]} with 5 and a message`, async function () {
      if (process.platform !== 'linux') skip(this, 'another system than Linux');
      const { code, stderr } = await framefleet(args, '/proc/framefleet');
      assert.match(
        stderr,
        /^framefleet: Expected `\/proc\/framefleet.*` to be a folder that can be written, got: .*\n$/,
      );
      assert.equal(code, 5);
    });
  }
});
