import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { framefleet } from '../fixtures/cli.ts';
import { testData } from '../fixtures/data.ts';
import { startRedis } from '../fixtures/redis.ts';
import { suiteFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';
import { smallModel } from '../model/small-model.ts';

describe('detect --precision int8 with a model that was never quantised', function () {
  this.timeout(120_000);
  const home = suiteFolder();

  it('calibrates on frames of the input, at the size asked for, keeps the graph, and runs', async function () {
    const video = testData(this, 'videos', 'people.mp4');
    const model = testData(this, 'models', 'yolov4-tiny-voc');
    const given = ['detect', video, '--model', model, '--size', '320', '--precision', 'int8', '--end', '3', '--json'];
    const first = await framefleet(given, home);
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stderr, /has no int8 graph yet\. One is made of frames of the input first/);
    assert.match(first.stderr, /Calibrating on \d+ frames of the input, comparing on \d+/);
    assert.match(first.stderr, /have no partner/);
    const summary = JSON.parse(first.stdout);
    assert.deepEqual([summary.state, summary.storedFrames], ['complete', 72]);
    assert.ok(summary.detections > 200, `${summary.detections}`);
    assert.match((await readdir(join(home, 'quantized'))).join(), /^[0-9a-f]{64}-320x320$/);

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

  it('are not made for a fleet, whose workers have to have the same one', async function () {
    await smallModel(folder());
    const video = testData(this, 'videos', 'people.mp4');
    const redis = await startRedis();
    try {
      const given = ['produce', video, '--model', folder(), '--precision', 'int8'];
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

  it('are not made of inputs that hold too few frames', async function () {
    await smallModel(folder());
    const video = testData(this, 'videos', 'people.mp4');
    const given = ['detect', video, '--model', folder(), '--precision', 'int8', '--end', '0.1'];
    const { code, stderr } = await framefleet(given, join(folder(), 'home'));
    assert.equal(code, 2, stderr);
    assert.match(stderr, /Expected the input to give at least 4 frames to calibrate on, got 3/);
  });

  it('are not made of inputs that cannot be read', async function () {
    await smallModel(folder());
    const video = testData(this, 'broken', 'no-moov.mp4');
    const given = ['detect', video, '--model', folder(), '--precision', 'int8'];
    const { code, stderr } = await framefleet(given, join(folder(), 'home'));
    assert.equal(code, 3, stderr);
  });
});

describe('int8 at several sizes', () => {
  const folder = temporaryFolder();

  it('are models of their own', async function () {
    await smallModel(folder());
    const home = join(folder(), 'home');
    const video = testData(this, 'videos', 'people.mp4');
    const made = [];
    for (const size of ['64', '96x32']) {
      const given = ['--calibrate', video, '--frames', '8', '--size', size, '--max-loss', '100', '--json'];
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
