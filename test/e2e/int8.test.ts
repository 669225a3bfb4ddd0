import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { clipWithoutIndex } from '../fixtures/broken-clips.ts';
import { framefleet } from '../fixtures/cli.ts';
import { DEMO } from '../fixtures/clips.ts';
import { startRedis } from '../fixtures/redis.ts';
import { suiteFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';
import { smallModel } from '../model/small-model.ts';

describe('detect --precision int8 with a model that was never quantised', () => {
  const home = suiteFolder();

  it('calibrates on frames of the input, at the size asked for, keeps the graph, and runs', async () => {
    const given = [
      'detect',
      DEMO.clip,
      '--model',
      DEMO.network,
      '--size',
      '256',
      '--precision',
      'int8',
      '--end',
      '3',
      '--json',
    ];
    const first = await framefleet(given, home);
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stderr, /has no int8 graph yet\. One is made of frames of the input first/);
    assert.match(
      first.stderr,
      /Calibrating on \d+ frames of the input, choosing by \d+ others, comparing on \d+ that choose nothing/,
    );
    assert.match(first.stderr, /have no partner/);
    const summary = JSON.parse(first.stdout);
    assert.deepEqual([summary.state, summary.storedFrames], ['complete', 36]);
    assert.ok(summary.detections > 100, `${summary.detections}`);
    assert.match((await readdir(join(home, 'quantized'))).join(), /^[0-9a-f]{64}-256x256$/);

    const again = await framefleet(given, home);
    assert.equal(JSON.parse(again.stdout).runId, summary.runId);
    assert.doesNotMatch(again.stderr, /Calibrating/);
  });
});

describe('int8 graphs that are not there', () => {
  const folder = temporaryFolder();

  it('are not made of a camera, which cannot be read twice', async () => {
    await smallModel(folder());
    const given = ['detect', 'rtsp://127.0.0.1:1/nothing', '--model', folder(), '--precision', 'int8', '--size', '96'];
    const { code, stderr } = await framefleet(given, join(folder(), 'home'));
    assert.equal(code, 4, stderr);
    assert.match(stderr, /A camera cannot be read twice, .* --calibrate VIDEO --size 96x96`/);
  });

  it('are not made for a fleet, whose workers have to have the same one', async () => {
    await smallModel(folder());
    const redis = await startRedis();
    try {
      const given = ['produce', DEMO.clip, '--model', folder(), '--precision', 'int8'];
      const fleet = { REDIS_URL: redis.url, FRAMEFLEET_RESULTS_URL: 'http://127.0.0.1:1' };
      for (const command of ['produce', 'detect']) {
        const { code, stderr } = await framefleet([command, ...given.slice(1)], join(folder(), 'home'), fleet);
        assert.equal(code, 4, stderr);
        assert.match(stderr, /workers of a fleet have to have the same one.*`framefleet model quantize/);
      }
    } finally {
      await redis.stop();
    }
  });

  it('are not made of inputs that hold too few frames', async () => {
    await smallModel(folder());
    const given = ['detect', DEMO.clip, '--model', folder(), '--precision', 'int8', '--end', '0.2'];
    const { code, stderr } = await framefleet(given, join(folder(), 'home'));
    assert.equal(code, 2, stderr);
    assert.match(stderr, /Expected the input to give at least 4 frames to calibrate on, got 3/);
  });

  it('are not made of inputs that cannot be read', async () => {
    await smallModel(folder());
    const video = clipWithoutIndex(join(folder(), 'no-index.mp4'));
    const given = ['detect', video, '--model', folder(), '--precision', 'int8'];
    const { code, stderr } = await framefleet(given, join(folder(), 'home'));
    assert.equal(code, 3, stderr);
  });
});

describe('int8 at several sizes', () => {
  const folder = temporaryFolder();

  it('are models of their own', async () => {
    await smallModel(folder());
    const home = join(folder(), 'home');
    const made = [];
    for (const size of ['64', '96x32']) {
      const given = ['--calibrate', DEMO.clip, '--frames', '8', '--size', size, '--max-loss', '100', '--json'];
      const { code, stdout, stderr } = await framefleet(['model', 'quantize', folder(), ...given], home);
      assert.equal(code, 0, stderr);
      made.push(JSON.parse(stdout));
    }
    assert.deepEqual(
      made.map(({ quantized, size }) => [quantized, size.width, size.height]),
      [
        ['small-int8', 64, 64],
        ['small-int8-96x32', 96, 32],
      ],
    );
  });
});
