import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Ended, framefleet } from '../../fixtures/cli.ts';
import { DEMO } from '../../fixtures/clips.ts';
import { renderedPictures } from '../../fixtures/pictures.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';
import { smallModel } from '../../model/small-model.ts';

describe('a model at another precision or size', () => {
  const home = suiteFolder();
  const model = DEMO.network;
  let labelled: string[] = [];

  before(async () => {
    const { images, labels } = await renderedPictures(join(home, 'pictures'), 32);
    labelled = ['--images', images, '--labels', labels, '--json'];
    const quick = ['--frames', '8', '--method', 'mse', '--max-loss', '100'];
    succeeded(await framefleet(['model', 'quantize', model, '--calibrate', images, ...quick], home));
  });

  function succeeded({ code, stdout, stderr }: Ended): string {
    assert.equal(code, 0, stderr);
    return stdout;
  }

  it('is scored in int8 as under the name of its int8 graph, near to fp32', async () => {
    const score = async (...args: string[]) =>
      JSON.parse(succeeded(await framefleet(['model', 'eval', ...args, ...labelled], home)));
    const int8 = await score(model, '--precision', 'int8');
    assert.deepEqual(int8, await score('demo-int8'));
    assert.deepEqual([int8.model, int8.size], ['demo-int8', '320x320']);
    const fp32 = await score(model);
    assert.notEqual(int8.ap50, fp32.ap50);
    assert.ok(Math.abs(int8.ap50 - fp32.ap50) < 0.02, `${int8.ap50} ${fp32.ap50}`);
  });

  it('is scored at the size that is asked for', async () => {
    const ended = await framefleet(['model', 'eval', model, '--size', '384x320', ...labelled], home);
    const { size, ap50 } = JSON.parse(succeeded(ended));
    assert.equal(size, '384x320');
    assert.ok(ap50 > 0.8, `${ap50}`);
  });

  it('is compared with itself at another', async () => {
    const options = ['--video', DEMO.clip, '--every', '20'];
    const compare = (...args: string[]) => framefleet(['model', 'compare', ...args, ...options], home);
    const sizes = JSON.parse(succeeded(await compare(model, model, '--size', '320,256x224', '--json')));
    assert.deepEqual([sizes.a, sizes.models], [model, { a: 'demo', b: 'demo' }]);
    assert.deepEqual(sizes.sizes, { a: '320x320', b: '256x224' });
    assert.ok(sizes.differingFrames > 0 && sizes.matched[0].shareOfA > 0.4, JSON.stringify(sizes));

    const alike = JSON.parse(succeeded(await compare(model, model, '--size', '352', '--json')));
    assert.deepEqual([alike.sizes, alike.differingFrames], [{ a: '352x352', b: '352x352' }, 0]);
    assert.ok(alike.detections.a > 20);

    const precisions = succeeded(await compare(model, model, '--precision', 'fp32,int8', '--confidence', '0.01'));
    assert.match(precisions, /^A: .*\(demo\) at 320x320\nB: .* \(.*-int8\) at 320x320\n/);
  });

  it('is refused at a size that it cannot take, and where it is not quantised', async () => {
    const unknown = join(home, 'unknown');
    await mkdir(unknown);
    await smallModel(unknown);
    const video = ['--video', DEMO.clip];
    for (const [args, code, message] of [
      [
        ['eval', model, '--precision', 'int8', '--size', '352', ...labelled],
        4,
        /at 352×352 to be quantised .* --size 352x352/,
      ],
      [['eval', model, '--size', '300', ...labelled], 2, /`--size` to be N or WxH, multiples of 32, got `300`/],
      [
        ['compare', model, model, '--precision', 'fp32,int8', '--size', '320,352', ...video],
        4,
        /at 352×352 to be quantised/,
      ],
      [
        ['compare', unknown, unknown, '--precision', 'fp32,int8', ...video],
        4,
        /at 64×64 to be quantised .* model quantize/,
      ],
    ] as const) {
      const ended = await framefleet(['model', ...args], home);
      assert.deepEqual([ended.code, ended.stdout], [code, ''], ended.stderr);
      assert.match(ended.stderr, message);
    }
  });
});
