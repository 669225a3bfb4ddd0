import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { calibrationFrames } from '../../app/calibrate/calibration-frames.ts';
import { clipWithoutIndex } from '../fixtures/broken-clips.ts';
import { framefleet } from '../fixtures/cli.ts';
import { DEMO } from '../fixtures/clips.ts';
import { renderedPictures } from '../fixtures/pictures.ts';
import { RECORDINGS } from '../fixtures/recordings.ts';
import { suiteFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';
import { smallModel } from '../model/small-model.ts';

const grayPicture = (path: string) =>
  sharp({ create: { width: 8, height: 8, channels: 3, background: 'gray' } }).toFile(path);

describe('frames to calibrate on', () => {
  const folder = suiteFolder();
  const network = { width: 64, height: 32 };

  it('come from all over a video', async () => {
    const frames = await calibrationFrames(DEMO.clip, 12, network, 'stretch', null);
    assert.equal(frames.length, 12);
    assert.ok(frames.every(({ pixels }) => pixels.byteLength === 64 * 32 * 3));
    assert.deepEqual(frames[0]!.source, { width: 640, height: 360 });
    assert.notDeepEqual(frames[0]!.pixels, frames[11]!.pixels);
  });

  it('come from a video of unknown length, one a second', async () => {
    const video = RECORDINGS['no-duration.webm'](folder);
    const frames = await calibrationFrames(video, 64, network, 'letterbox', null);
    assert.equal(frames.length, 5);
  });

  it('come from the images of a folder', async () => {
    const images = join(folder, 'images');
    await mkdir(images);
    for (const name of ['a.png', 'b.jpg', 'c.webp', 'd.png']) await grayPicture(join(images, name));
    const frames = await calibrationFrames(images, 3, network, 'stretch', null);
    assert.equal(frames.length, 3);
  });
});

describe('framefleet model quantize', () => {
  const folder = temporaryFolder();

  it('loses at most a point AP50 on images that it was not calibrated on, and int8 is then to be had', async () => {
    const { images: calibration } = await renderedPictures(join(folder(), 'calibration'), 8, 320, 778);
    const { images: heldOut, labels } = await renderedPictures(join(folder(), 'held-out'), 24);
    const given = ['model', 'quantize', DEMO.network, '--calibrate', calibration];
    const done = await framefleet([...given, '--images', heldOut, '--labels', labels, '--json'], folder());
    assert.equal(done.code, 0, done.stderr);
    const { loss, candidates, quantized } = JSON.parse(done.stdout);
    assert.deepEqual([loss.measure, loss.frames, quantized], ['AP50', 24, 'demo-int8']);
    assert.ok(loss.fp32 > 80 && loss.points <= 1, JSON.stringify(loss));
    assert.deepEqual(
      [candidates.length, new Set(candidates.map(({ isEqualized }: { isEqualized: boolean }) => isEqualized)).size],
      [8, 2],
    );
    assert.ok(Math.min(...candidates[0].signalToNoise) > 20);

    const images = ['--images', heldOut, '--labels', labels, '--json'];
    const scored = await framefleet(['model', 'eval', quantized, ...images], folder());
    assert.ok(Math.abs(100 * JSON.parse(scored.stdout).ap50 - loss.int8) < 1e-9, scored.stderr);

    const refused = await framefleet([...given, '--max-loss', '0', '--method', 'entropy'], folder());
    assert.equal(refused.code, 4);
    assert.match(refused.stderr, /^framefleet: Expected int8 to lose at most 0 points on `.*`, got \d+\.\d\d\./m);
  });

  it('says what is wrong with what it is given', async () => {
    await smallModel(folder());
    const empty = join(folder(), 'empty');
    await mkdir(empty);
    const pictures = join(folder(), 'pictures');
    await mkdir(pictures);
    await writeFile(join(pictures, 'broken.png'), 'no picture');
    const one = join(folder(), 'one');
    await mkdir(one);
    await grayPicture(join(one, 'a.png'));
    const noIndex = clipWithoutIndex(join(folder(), 'no-index.mp4'));
    for (const [calibrate, more, code, message] of [
      [empty, [], 3, /Expected a folder of images .* which holds none/],
      [join(folder(), 'nowhere.mp4'), [], 3, /which is not there/],
      [join(folder(), 'small.cfg'), [], 3, /Expected `.*` to be a video/],
      [pictures, [], 3, /Expected `.*broken\.png` to be an image that can be decoded/],
      [one, [], 2, /to give at least 4 frames to calibrate on, got 1/],
      [noIndex, [], 3, /Expected `.*no-index\.mp4` to be a video that ffmpeg can decode, got .*moov atom not found/],
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
