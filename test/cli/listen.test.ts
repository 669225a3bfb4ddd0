import assert from 'node:assert/strict';
import { framefleet } from '../fixtures/cli.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

describe('A port that others than this machine could reach', () => {
  const home = temporaryFolder();

  for (const args of [
    ['serve', '--listen', '0.0.0.0:0'],
    ['worker', '--health-port', '0.0.0.0:0'],
  ]) {
    it(`is not opened by ${args[0]} without a token, and not with one that is too short`, async () => {
      const redis = { REDIS_URL: 'redis://127.0.0.1:1' };
      const { code, stderr } = await framefleet(args, home(), redis);
      assert.match(stderr, /^framefleet: Expected `FRAMEFLEET_TOKEN` to be set .*\(`0\.0\.0\.0:0`\), got nothing/);
      assert.equal(code, 2);
      const short = await framefleet(args, home(), { ...redis, FRAMEFLEET_TOKEN: 'too-short-one' });
      assert.match(short.stderr, /`FRAMEFLEET_TOKEN` to be 16 to 512/);
      assert.ok(!short.stderr.includes('too-short-one'));
      assert.equal(short.code, 2);
    });
  }
});
