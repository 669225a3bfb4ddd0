import assert from 'node:assert/strict';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { framePairs } from '../../app/compare/frame-pairs.ts';
import { findFfmpeg } from '../../producer/ffmpeg/find-ffmpeg.ts';
import { runSettingsSchema } from '../../shared/run.ts';
import { framefleet } from '../fixtures/cli.ts';
import { DEMO, DEMO_MODEL, demoClip } from '../fixtures/clips.ts';
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
    it(`are ${name}`, async () => {
      const video = {
        ffmpeg: await findFfmpeg(null),
        input: { kind: 'file' as const, source: DEMO.clip, uri: DEMO.clip },
      };
      let count = 0;
      for await (const frame of framePairs(video, request(64), b)) {
        assert.equal(frame.frameIndex, count++);
        assert.deepEqual([frame.a.byteLength, frame.b.byteLength], [64 * 64 * 3, bytes]);
        assert.notEqual(frame.a.buffer, frame.b.buffer);
        assert.deepEqual([frame.source.width, frame.source.height], [640, 360]);
      }
      assert.equal(count, DEMO.frames);
    });
  }
});

/** Of a weights file. */
const HEADER_BYTES = 20;

/** The bundled network with eight bits of mantissa a weight, so that it answers a little differently. */
async function roundedNetwork(folder: string): Promise<string> {
  await mkdir(folder);
  for (const file of [DEMO_MODEL.cfg, DEMO_MODEL.names]) await copyFile(file, join(folder, basename(file)));
  const weights = await readFile(DEMO_MODEL.weights);
  for (let at = HEADER_BYTES; at < weights.length; at += 4) weights.writeUInt16LE(0, at);
  await writeFile(join(folder, 'demo.weights'), weights);
  return folder;
}

describe('framefleet model compare', () => {
  const folder = temporaryFolder();

  it('finds that a model agrees with itself, and how far it is from another', async () => {
    const other = await roundedNetwork(join(folder(), 'rounded'));
    const options = ['--video', DEMO.clip, '--every', '24'];
    const same = await framefleet(['model', 'compare', DEMO.network, DEMO.network, ...options, '--json'], folder());
    assert.equal(same.code, 0, same.stderr);
    const { frames, differingFrames, matched, confidenceDifference, detections } = JSON.parse(same.stdout);
    assert.deepEqual([frames, differingFrames], [10, 0]);
    assert.ok(detections.a > 30);
    assert.deepEqual([matched[1].shareOfA, matched[1].shareOfB, confidenceDifference.max], [1, 1, 0]);
    const compared = await framefleet(['model', 'compare', DEMO.network, other, ...options], folder());
    assert.match(compared.stdout, /│ IoU ≥ 0\.75 +│ +\d+ │ +\d+\.\d\d % │ +\d+\.\d\d % │/);
    assert.match(compared.stdout, /[1-9]\d* of 10 frames differ: \d/);
  });

  it('refuses models without a common label, several videos, and numbers out of range', async () => {
    const videos = join(folder(), 'videos');
    await mkdir(videos);
    for (const name of ['a.mp4', 'b.mp4']) demoClip(join(videos, name), 2);
    const mine = join(folder(), 'mine');
    await mkdir(mine);
    await smallModel(mine);
    await writeFile(join(mine, 'small.names'), 'unicorn\ngriffin\n');
    for (const [args, message] of [
      [[DEMO.network, mine, '--video', DEMO.clip], /Expected two models that share a label/],
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
