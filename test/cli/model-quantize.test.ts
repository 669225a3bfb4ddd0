import assert from 'node:assert/strict';
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { calibrationFrames } from '../../app/calibrate/calibration-frames.ts';
import { framefleet } from '../fixtures/cli.ts';
import { testData } from '../fixtures/data.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { smallModel } from '../model/small-model.ts';

describe('frames to calibrate on', () => {
  const network = { width: 64, height: 32 };

  it('come from all over a video', async function () {
    const frames = await calibrationFrames(testData(this, 'videos', 'people.mp4'), 12, network, 'stretch', null);
    assert.equal(frames.length, 12);
    assert.ok(frames.every(({ pixels }) => pixels.byteLength === 64 * 32 * 3));
    assert.deepEqual(frames[0]!.source, { width: 800, height: 450 });
    assert.notDeepEqual(frames[0]!.pixels, frames[11]!.pixels);
  });

  it('come from a video of unknown length, one a second', async function () {
    const frames = await calibrationFrames(
      testData(this, 'videos', 'no-duration.webm'),
      64,
      network,
      'letterbox',
      null,
    );
    assert.equal(frames.length, 5);
  });

  it('come from the images of a folder', async function () {
    const frames = await calibrationFrames(testData(this, 'images'), 3, network, 'stretch', null);
    assert.equal(frames.length, 3);
  });
});

describe('framefleet model quantize', () => {
  const folder = temporaryFolder();

  it('loses at most a point AP50 on images that it was not calibrated on, and int8 is then to be had', async function () {
    const source = testData(this, 'groundtruth', 'retail29', 'images');
    const [calibration, heldOut] = [join(folder(), 'calibration'), join(folder(), 'held-out')];
    await Promise.all([mkdir(calibration), mkdir(heldOut)]);
    for (const [index, file] of (await readdir(source)).sort().entries()) {
      await copyFile(join(source, file), join(index % 4 === 0 ? calibration : heldOut, file));
    }
    const model = testData(this, 'models', 'yolov4-tiny-retail60');
    const labels = testData(this, 'groundtruth', 'retail29', 'labels');
    const given = ['model', 'quantize', model, '--calibrate', calibration];
    const done = await framefleet([...given, '--images', heldOut, '--labels', labels, '--json'], folder());
    assert.equal(done.code, 0, done.stderr);
    const { loss, candidates, quantized } = JSON.parse(done.stdout);
    assert.deepEqual([loss.measure, loss.frames, quantized], ['AP50', 21, 'yolov4-tiny-retail60-int8']);
    assert.ok(loss.fp32 > 80 && loss.points <= 1, JSON.stringify(loss));
    assert.equal(candidates.length, 4);
    assert.ok(Math.min(...candidates[0].signalToNoise) > 25);

    const images = ['--images', heldOut, '--labels', labels, '--json'];
    const scored = await framefleet(['model', 'eval', quantized, ...images], folder());
    assert.ok(Math.abs(100 * JSON.parse(scored.stdout).ap50 - loss.int8) < 1e-9, scored.stderr);

    const refused = await framefleet([...given, '--max-loss', '0', '--method', 'entropy'], folder());
    assert.equal(refused.code, 4);
    assert.match(refused.stderr, /^framefleet: Expected int8 to lose at most 0 points on `.*`, got \d+\.\d\d\./m);
  });

  it('says what is wrong with what it is given', async function () {
    await smallModel(folder());
    const empty = join(folder(), 'empty');
    await mkdir(empty);
    const pictures = join(folder(), 'pictures');
    await mkdir(pictures);
    await writeFile(join(pictures, 'broken.png'), 'no picture');
    const one = join(folder(), 'one');
    await mkdir(one);
    await sharp({ create: { width: 8, height: 8, channels: 3, background: 'gray' } }).toFile(join(one, 'a.png'));
    const noIndex = testData(this, 'broken', 'no-moov.mp4');
    for (const [calibrate, more, code, message] of [
      [empty, [], 3, /Expected a folder of images .* which holds none/],
      [join(folder(), 'nowhere.mp4'), [], 3, /which is not there/],
      [join(folder(), 'small.cfg'), [], 3, /Expected `.*` to be a video/],
      [pictures, [], 3, /Expected `.*broken\.png` to be an image that can be decoded/],
      [one, [], 2, /to give at least 4 frames to calibrate on, got 1/],
      [noIndex, [], 3, /Expected `.*no-moov\.mp4` to be a video that ffmpeg can decode, got .*moov atom not found/],
      ['/dev/zero', [], 2, /Expected `--calibrate` to be a video or a folder/],
      [empty, ['--method', 'best'], 2, /Expected `--method` to be auto, min-max/],
      [empty, ['--float-layers', 'some'], 2, /Expected `--float-layers` to be none, auto, or indexes/],
      [empty, ['--size', '100'], 2, /Expected `--size` to be N or WxH/],
      [empty, ['--frames', '3'], 2, /Expected `--frames` to be an integer in 8\.\.4096/],
      [empty, ['--images', empty], 2, /Expected `--images` and `--labels` together/],
    ] as const) {
      const { code: found, stderr } = await framefleet(
        ['model', 'quantize', folder(), '--calibrate', calibrate, ...more],
        join(folder(), 'home'),
      );
      assert.match(stderr, message);
      assert.equal(found, code, stderr);
    }
  });
});
