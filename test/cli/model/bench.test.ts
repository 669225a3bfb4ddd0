import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { framefleet } from '../../fixtures/cli.ts';
import { DEMO_MODEL } from '../../fixtures/clips.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';
import { smallModel } from '../../model/small-model.ts';

const OWN_ROWS = ['naive', 'fp32', 'int8', 'fp32-convolutions', 'int8-convolutions'];
const QUICK = ['--rounds', '2', '--threads', '1'];

describe('framefleet model bench', () => {
  const folder = temporaryFolder();
  const bench = (...args: string[]) =>
    framefleet(['model', 'bench', ...args], join(folder(), 'home'), { TMPDIR: folder() });

  it('times every form of a network in one run, with made-up weights', async () => {
    const ended = await bench('--cfg', DEMO_MODEL.cfg, '--synthetic', '--size', '96x64', ...QUICK, '--json');
    assert.equal(ended.code, 0, ended.stderr);
    const { rows, ...facts } = JSON.parse(ended.stdout);
    assert.deepEqual(facts, { model: 'demo', size: '96x64', threads: 1, synthetic: true });
    const names = rows.map(({ name }: { name: string }) => name);
    assert.deepEqual(
      names.filter((name: string) => name !== 'opencv'),
      OWN_ROWS,
    );
    for (const { name, ...figures } of rows) {
      const keys = ['milliseconds', 'framesPerSecond', 'ratioToNaive', 'loadMilliseconds', 'privateMegabytes'];
      assert.deepEqual(Object.keys(figures), keys, name);
      for (const [key, value] of Object.entries(figures)) {
        if (key === 'privateMegabytes' && value === null) continue; // not Linux
        assert.ok(typeof value === 'number' && value > 0 && Number.isFinite(value), `${name} ${key}: ${value}`);
      }
      assert.ok(Math.abs(figures.framesPerSecond * figures.milliseconds - 1000) < 1e-6);
      assert.ok(Math.abs(figures.ratioToNaive * figures.milliseconds - rows[0].milliseconds) < 1e-6);
    }
    assert.equal(rows[0].ratioToNaive, 1);
    const left = (await readdir(folder())).filter((name) => name.startsWith('framefleet-'));
    assert.deepEqual(left, []);
  });

  it('says of a model with its own weights that they are, and shows the share of the floor', async () => {
    await smallModel(folder());
    const { code, stdout, stderr } = await bench(folder(), ...QUICK);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^.* at 64x64, 1 thread, its own weights\.\n/);
    for (const name of OWN_ROWS) assert.match(stdout, new RegExp(`│ ${name} +│`));
    assert.match(stdout, /│ fp32 +│( +[\d.]+ │){5} +\d+ % │/);
  });

  it('times the graphs that the passes lead through', async () => {
    await smallModel(folder());
    const { code, stdout, stderr } = await bench(folder(), '--passes', ...QUICK);
    assert.equal(code, 0, stderr);
    const steps = ['naive', 'one-sigmoid', 'nchwc', 'softsign', 'fp32', 'straight-convolutions'];
    for (const name of steps) assert.match(stdout, new RegExp(`│ ${name} +│`));
    assert.match(stdout, /│ softsign +│( +[\d.]+ │){5} +\d+ % │/);
  });

  it('says of made-up weights that they are', async () => {
    await smallModel(folder());
    const { stdout } = await bench(folder(), '--synthetic', ...QUICK);
    assert.match(stdout, /synthetic weights: it detects nothing, its speed is the real one\./);
  });

  for (const [args, code, message] of [
    [[], 2, /Expected a model `NAME` or `--cfg`, got neither/],
    [['yolov4-tiny', '--cfg', 'a.cfg', '--synthetic'], 2, /`NAME` or `--cfg`, got both/],
    [['yolov4-tiny'], 2, /Expected `--synthetic`, since there are no weights for `yolov4-tiny`/],
    [['yolov4-tiny', '--synthetic', '--size', '100'], 2, /`--size` to be N or WxH, multiples of 32, got `100`/],
    [['yolov4-tiny', '--rounds', '0', '--threads', 'x'], 2, /`--rounds` to be an integer.*\n.*`--threads` to be an/],
    [['nothing'], 4, /Expected a registered model \(there is none yet\) or a folder, got `nothing`/],
    [['--cfg', '/no/such.cfg', '--synthetic'], 4, /Expected `\/no\/such\.cfg` to be a readable file, got: ENOENT/],
    [['--nope'], 2, /unknown option '--nope'/],
  ] as const) {
    it(`ends with ${code}: ${args.join(' ') || 'no arguments'}`, async () => {
      const ended = await bench(...args);
      assert.deepEqual([ended.code, ended.stdout], [code, ''], ended.stderr);
      assert.match(ended.stderr, message);
    });
  }
});
