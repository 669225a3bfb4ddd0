import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { framePairs } from '../../app/compare/frame-pairs.ts';
import { findFfmpeg } from '../../producer/find-ffmpeg.ts';
import { runSettingsSchema } from '../../shared/run.ts';
import { framefleet } from '../fixtures/cli.ts';
import { testData } from '../fixtures/data.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { smallModel } from '../model/small-model.ts';

const request = (width: number, settings = {}) => ({
  network: { width, height: 64 },
  settings: runSettingsSchema.parse(settings),
});

describe('frames for two models', () => {
  for (const [name, b, bytes] of [
    ['decoded once where both want the same', request(64), 64 * 64 * 3],
    ['of two sizes, in step', request(96), 96 * 64 * 3],
    ['stretched and letterboxed, in step', request(64, { resize: 'letterbox' }), 64 * 64 * 3],
  ] as const) {
    it(`are ${name}`, async function () {
      const path = testData(this, 'videos', 'no-duration.webm');
      const video = { ffmpeg: await findFfmpeg(null), input: { kind: 'file' as const, source: path, uri: path } };
      let count = 0;
      for await (const frame of framePairs(video, request(64), b)) {
        assert.equal(frame.frameIndex, count++);
        assert.deepEqual([frame.a.byteLength, frame.b.byteLength], [64 * 64 * 3, bytes]);
        assert.notEqual(frame.a.buffer, frame.b.buffer);
        assert.deepEqual([frame.source.width, frame.source.height], [1280, 720]);
      }
      assert.equal(count, 74);
    });
  }
});

describe('framefleet model compare', () => {
  const folder = temporaryFolder();

  it('finds that a model agrees with itself, and how far it is from another', async function () {
    const video = testData(this, 'videos', 'people.mp4');
    const [xl, small] = ['yolo-fastest-1.1-xl', 'yolo-fastest-1.1'].map((name) => testData(this, 'models', name)) as [
      string,
      string,
    ];
    const options = ['--video', video, '--every', '50'];
    const same = await framefleet(['model', 'compare', xl, xl, ...options, '--json'], folder());
    assert.equal(same.code, 0, same.stderr);
    const { frames, differingFrames, matched, confidenceDifference, detections } = JSON.parse(same.stdout);
    assert.deepEqual([frames, differingFrames], [10, 0]);
    assert.ok(detections.a > 50);
    assert.deepEqual([matched[1].shareOfA, matched[1].shareOfB, confidenceDifference.max], [1, 1, 0]);
    const other = await framefleet(['model', 'compare', xl, small, ...options], folder());
    assert.match(other.stdout, /│ IoU ≥ 0\.75 +│ +\d+ │ +\d+\.\d\d % │ +\d+\.\d\d % │/);
    assert.match(other.stdout, /\d+ of 10 frames differ: 0, /);
  });

  it('refuses models without a common label, several videos, and numbers out of range', async function () {
    const videos = testData(this, 'videos');
    const coco = testData(this, 'models', 'yolo-fastest-1.1');
    const retail = testData(this, 'models', 'yolov3-tiny-retail60');
    const mine = join(folder(), 'mine');
    await mkdir(mine);
    await smallModel(mine);
    for (const [args, message] of [
      [[coco, retail, '--video', join(videos, 'people.mp4')], /Expected two models that share a label/],
      [[mine, mine, '--video', videos], /`--video` to be one recorded video, got `.*videos`, which are \d+/],
      [[mine, mine, '--video', 'rtsp://nobody/'], /got the camera/],
      [[mine, mine, '--video', videos, '--size', '64,100'], /Expected `--size` to be N or WxH, .*, got `64,100`/],
      [[mine, mine, '--video', videos, '--size', '64,64,64'], /or two of them separated by a comma, got `64,64,64`/],
      [[mine, mine, '--video', videos, '--precision', 'int8,'], /Expected `--precision` to be fp32 or int8, .*`int8,`/],
      [[mine, mine, '--video', videos, '--confidence', '2', '--every', '0'], /`--every`.*\n.*`--confidence`.*got `2`/],
    ] as const) {
      const ended = await framefleet(['model', 'compare', ...args], folder());
      assert.deepEqual([ended.code, ended.stdout], [2, ''], ended.stderr);
      assert.match(ended.stderr, message);
    }
  });
});
