import assert from 'node:assert/strict';
import { join } from 'node:path';
import { framefleet } from '../fixtures/cli.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { smallModel } from '../model/small-model.ts';

describe('framefleet model', () => {
  const folder = temporaryFolder();

  const model = (...args: string[]) => framefleet(['model', ...args], join(folder(), 'home'));

  it('imports, lists and inspects', async () => {
    const { cfg, weights, names } = await smallModel(folder());
    assert.deepEqual(await model('list', '--json'), { code: 0, stdout: '', stderr: '' });
    const imported = await model('import', 'mine', '--cfg', cfg, '--weights', weights, '--names', names);
    assert.match(imported.stderr, /^Imported mine \(64×64, 2 classes\)/);
    const [listed] = (await model('list', '--json')).stdout.trim().split('\n');
    assert.equal(JSON.parse(listed!).name, 'mine');
    assert.match((await model('list')).stdout, /mine.*64×64/);
    const inspected = JSON.parse((await model('inspect', 'mine', '--size', '96x64', '--json')).stdout);
    assert.deepEqual([inspected.width, inspected.height, inspected.weightBytes], [96, 64, 796]);
    assert.match((await model('inspect', '--cfg', cfg)).stdout, /must have 796 bytes/);
  });

  for (const [args, code, message] of [
    [['import', 'mine'], 2, /`--cfg`.*\n.*`--weights`.*\n.*`--names`/],
    [['import', 'mine', '--onnx', 'a.onnx', '--cfg', 'b'], 2, /`--onnx` alone, got it with `--cfg`/],
    [['inspect'], 2, /`NAME` or `--cfg`/],
    [['inspect', 'yolov4', '--size', '100'], 2, /`--size` to be N or WxH, multiples of 32, got `100`/],
    [['inspect', 'nothing'], 4, /got `nothing`/],
    [['pull', 'yolov9'], 2, /yolov4 or yolov4-tiny, got `yolov9`/],
  ] as const) {
    it(`ends with ${code}: ${args.join(' ')}`, async () => {
      const ended = await model(...args);
      assert.equal(ended.code, code);
      assert.match(ended.stderr, message);
      assert.equal(ended.stdout, '');
    });
  }

  it('shows what weights of another network have, and ends with 4', async () => {
    const { cfg } = await smallModel(folder());
    const ended = await model('inspect', '--cfg', cfg, '--weights', cfg);
    assert.equal(ended.code, 4);
    assert.match(ended.stdout, /The file given has [\d,]+ bytes\./);
    assert.match(ended.stderr, /796 bytes/);
  });
});
