import assert from 'node:assert/strict';
import { type Ended, framefleet } from '../../fixtures/cli.ts';
import { testData } from '../../fixtures/data.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';

describe('a model at another precision or size', () => {
  const home = suiteFolder();
  let model = '';
  let labelled: string[] = [];

  before(async function () {
    const root = testData(this, 'groundtruth', 'retail29');
    model = testData(this, 'models', 'yolov4-tiny-retail60');
    labelled = ['--images', `${root}/images`, '--labels', `${root}/labels`, '--json'];
    const quick = ['--frames', '8', '--method', 'mse', '--max-loss', '100'];
    succeeded(await framefleet(['model', 'quantize', model, '--calibrate', `${root}/images`, ...quick], home));
  });

  function succeeded({ code, stdout, stderr }: Ended): string {
    assert.equal(code, 0, stderr);
    return stdout;
  }

  it('is scored in int8 as under the name of its int8 graph, near to fp32', async () => {
    const score = async (...args: string[]) =>
      JSON.parse(succeeded(await framefleet(['model', 'eval', ...args, ...labelled], home)));
    const int8 = await score(model, '--precision', 'int8');
    assert.deepEqual(int8, await score('yolov4-tiny-retail60-int8'));
    assert.deepEqual([int8.model, int8.size], ['yolov4-tiny-retail60-int8', '256x256']);
    const fp32 = await score(model);
    assert.notEqual(int8.ap50, fp32.ap50);
    assert.ok(Math.abs(int8.ap50 - fp32.ap50) < 0.02, `${int8.ap50} ${fp32.ap50}`);
  });

  it('is scored at the size that is asked for', async () => {
    const ended = await framefleet(['model', 'eval', model, '--size', '320x256', ...labelled], home);
    const { size, ap50 } = JSON.parse(succeeded(ended));
    assert.equal(size, '320x256');
    assert.ok(ap50 > 0.8, `${ap50}`);
  });

  it('is compared with itself at another', async function () {
    const name = 'yolov4-tiny-voc';
    const voc = testData(this, 'models', name);
    const options = ['--video', testData(this, 'videos', 'people.mp4'), '--every', '50'];
    const compare = (...args: string[]) => framefleet(['model', 'compare', ...args, ...options], home);
    const sizes = JSON.parse(succeeded(await compare(voc, voc, '--size', '416,320x256', '--json')));
    assert.deepEqual([sizes.a, sizes.models], [voc, { a: name, b: name }]);
    assert.deepEqual(sizes.sizes, { a: '416x416', b: '320x256' });
    assert.ok(sizes.differingFrames > 0 && sizes.matched[0].shareOfA > 0.4, JSON.stringify(sizes));

    const alike = JSON.parse(succeeded(await compare(voc, voc, '--size', '320', '--json')));
    assert.deepEqual([alike.sizes, alike.differingFrames], [{ a: '320x320', b: '320x320' }, 0]);
    assert.ok(alike.detections.a > 20);

    const precisions = succeeded(await compare(model, model, '--precision', 'fp32,int8', '--confidence', '0.01'));
    assert.match(
      precisions,
      /^A: .*yolov4-tiny-retail60 \(yolov4-tiny-retail60\) at 256x256\nB: .* \(.*-int8\) at 256x256\n/,
    );
  });

  it('is refused at a size that it cannot take, and where it is not quantised', async function () {
    const voc = testData(this, 'models', 'yolov4-tiny-voc');
    const video = ['--video', testData(this, 'videos', 'people.mp4')];
    for (const [args, code, message] of [
      [
        ['eval', model, '--precision', 'int8', '--size', '320', ...labelled],
        4,
        /at 320×320 to be quantised .* --size 320x320/,
      ],
      [['eval', model, '--size', '300', ...labelled], 2, /`--size` to be N or WxH, multiples of 32, got `300`/],
      [
        ['compare', model, model, '--precision', 'fp32,int8', '--size', '256,320', ...video],
        4,
        /at 320×320 to be quantised/,
      ],
      [['compare', voc, voc, '--precision', 'fp32,int8', ...video], 4, /at 416×416 to be quantised .* model quantize/],
    ] as const) {
      const ended = await framefleet(['model', ...args], home);
      assert.deepEqual([ended.code, ended.stdout], [code, ''], ended.stderr);
      assert.match(ended.stderr, message);
    }
  });
});
