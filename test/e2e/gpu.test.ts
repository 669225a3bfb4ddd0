import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BUNDLE } from '../../app/demo/bundle.ts';
import { openSession } from '../../model/runtime/open-session.ts';
import { findModel } from '../../model/store/find-model.ts';
import { findGpuModel } from '../../model/store/gpu-models.ts';
import { importModel } from '../../model/store/import-model.ts';
import { framefleet } from '../fixtures/cli.ts';
import { gpuEnvironment } from '../fixtures/gpu.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';
import { smallModel } from '../model/small-model.ts';

interface Found {
  readonly frameIndex: number;
  readonly label: string;
  readonly confidence: number;
}

describe('a model on a GPU', function () {
  this.timeout(400_000);
  const folder = suiteFolder();
  let gpu: Record<string, string>;
  const driver = process.env.VK_DRIVER_FILES;

  before(async function () {
    gpu = await gpuEnvironment(this);
    Object.assign(process.env, gpu);
  });
  after(() => {
    if (driver === undefined) delete process.env.VK_DRIVER_FILES;
    else process.env.VK_DRIVER_FILES = driver;
  });

  /** What `detect` stored of the demo clip's first frames, and under which run. */
  const detected = async (device: string, env: Record<string, string>) => {
    const home = join(folder, device);
    const ask = async (...args: string[]) => {
      const { code, stdout, stderr } = await framefleet(args, home, env);
      assert.equal(code, 0, stderr);
      return stdout;
    };
    const settings = ['--size', '96', '--every', '50', '--confidence', '0.05', '--workers', '1'];
    const run = JSON.parse(
      await ask('detect', BUNDLE.clip, '--model', BUNDLE.network, '--device', device, ...settings, '--json'),
    );
    const lines = (await ask('query', '--format', 'ndjson')).trim().split('\n');
    return { runId: run.runId, found: lines.map((line) => JSON.parse(line) as Found) };
  };

  it('detects what it detects on the CPU, in the same run', async () => {
    const cpu = await detected('cpu', {});
    const { runId, found } = await detected('gpu', gpu);
    assert.equal(runId, cpu.runId);
    assert.ok(cpu.found.length > 5);
    const facts = ({ frameIndex, label }: Found) => `${frameIndex} ${label}`;
    assert.deepEqual(found.map(facts), cpu.found.map(facts));
    for (const [index, { confidence }] of cpu.found.entries()) {
      const apart = Math.abs(found[index]!.confidence - confidence);
      assert.ok(apart < 1e-4, `${facts(found[index]!)}: ${apart}`);
    }
  });

  it('is timed there beside the CPU', async () => {
    const model = join(folder, 'timed');
    await mkdir(model);
    await smallModel(model);
    const flags = ['--device', 'gpu', '--rounds', '2', '--threads', '1'];
    const { code, stdout, stderr } = await framefleet(['model', 'bench', model, ...flags], join(folder, 'bench'), gpu);
    assert.equal(code, 0, stderr);
    const rows = ['naive', 'fp32', ...['1', '4', '8'].map((batch) => `gpu-${batch}-convolutions`)];
    for (const name of rows) assert.match(stdout, new RegExp(`│ ${name} +│( +[\\d.]+ │){2}`));
    for (const batch of [1, 4, 8]) {
      assert.match(stdout, new RegExp(`│ gpu-${batch} +│( +[\\d.]+ │){2} +│( +[\\d.]+ │){2} +\\d+ % │`));
    }
  });

  it('runs there whole, in batches; of a graph for CPUs it says that it does not', async () => {
    const home = join(folder, 'forms');
    const { manifest } = await importModel(home, 'small', await smallModel(folder));
    const options = { threads: 1, allowSpinning: false, device: 'gpu' } as const;
    const whole = await openSession(await findGpuModel(manifest, home), home, options);
    assert.deepEqual([whole.cacheFault, whole.batch], [null, 4]);
    await whole.session.close();
    const mixed = await openSession(await findModel(manifest, home), home, options);
    assert.match(mixed.cacheFault ?? '', /operators without a kernel on the GPU run on the CPU/);
    await mixed.session.close();
  });
});
