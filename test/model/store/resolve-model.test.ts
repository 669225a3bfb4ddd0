import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findModel } from '../../../model/store/find-model.ts';
import { importModel } from '../../../model/store/import-model.ts';
import { resolveModel } from '../../../model/store/resolve-model.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';
import { smallModel } from '../small-model.ts';

/** As if another version of the compiler had made the graph. */
async function ageCompiler(folder: string): Promise<void> {
  const path = join(folder, 'model.json');
  const stored = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ ...stored, compilerVersion: stored.compilerVersion - 1 }));
}

describe('naming a model', () => {
  const temporary = temporaryFolder();
  const home = () => join(temporary(), 'home');
  const folder = () => join(temporary(), 'own');
  beforeEach(() => mkdir(folder()));

  it('by a folder compiles it once, called by its definition', async () => {
    await smallModel(folder(), 1, 'my-net');
    const first = await resolveModel(folder(), home());
    const { mtimeMs } = await stat(join(first.folder, 'model.onnx'));
    assert.deepEqual(await resolveModel(folder(), home()), first);
    assert.equal((await stat(join(first.folder, 'model.onnx'))).mtimeMs, mtimeMs);
    assert.equal(first.manifest.modelId, 'my-net');
    assert.equal(first.folder, join(home(), 'cache', 'models', first.manifest.modelSha256));
  });

  it('by a folder gives the sha256 that importing its files gives', async () => {
    const sources = await smallModel(folder());
    const { manifest } = await importModel(home(), 'mine', sources);
    assert.equal((await resolveModel(folder(), home())).manifest.modelSha256, manifest.modelSha256);
  });

  it('makes a damaged entry of the cache anew', async () => {
    await smallModel(folder());
    const first = await resolveModel(folder(), home());
    const graph = join(first.folder, 'model.onnx');
    const whole = await readFile(graph);
    const manifest = join(first.folder, 'model.json');
    for (const damage of [
      () => truncate(graph, 10),
      () => rm(graph),
      () => writeFile(manifest, '{"formatVersion":'),
      () => rm(manifest),
      () => ageCompiler(first.folder),
    ]) {
      await damage();
      assert.deepEqual(await resolveModel(folder(), home()), first);
      assert.deepEqual(await readFile(graph), whole);
    }
  });

  it('compiles a registered model again when another compiler made it, without touching it', async () => {
    const { folder: registered, manifest } = await importModel(home(), 'mine', await smallModel(folder()));
    await ageCompiler(registered);
    const resolved = await resolveModel('mine', home());
    assert.deepEqual(resolved.manifest, manifest);
    assert.equal(resolved.folder, join(home(), 'cache', 'models', manifest.modelSha256));
    assert.deepEqual(await findModel(manifest, home()), resolved);
  });

  it('works from several processes at once', async () => {
    await smallModel(folder());
    const module = new URL('../../../model/store/resolve-model.js', import.meta.url).href;
    const script = `const { resolveModel } = await import(${JSON.stringify(module)});
      process.stdout.write((await resolveModel(process.argv[1], process.argv[2])).folder);`;
    const outputs = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const child = spawn(process.execPath, ['--input-type=module', '-e', script, folder(), home()]);
        let output = '';
        child.stdout.on('data', (text) => {
          output += text;
        });
        const [code] = await once(child, 'close');
        assert.equal(code, 0);
        return output;
      }),
    );
    assert.equal(new Set(outputs).size, 1);
    assert.equal((await readdir(join(home(), 'cache', 'models'))).length, 1);
    assert.equal((await resolveModel(folder(), home())).folder, outputs[0]);
  });

  for (const [what, spoil, message] of [
    ['no weights', (path: string) => rm(join(path, 'small.weights')), /one file \.weights, got none/],
    ['two definitions', (path: string) => writeFile(join(path, 'b.cfg'), ''), /one file \.cfg, got b\.cfg, small\.cfg/],
  ] as const) {
    it(`says what is wrong with a folder: ${what}`, async () => {
      await smallModel(folder());
      await spoil(folder());
      await assert.rejects(resolveModel(folder(), home()), { code: 'MODEL_NOT_FOUND', message });
    });
  }

  it('passes over hidden files of a folder', async () => {
    await smallModel(folder());
    for (const name of ['._small.cfg', '._small.weights', '._small.names', '.DS_Store']) {
      await writeFile(join(folder(), name), 'Mac OS X');
    }
    assert.equal((await resolveModel(folder(), home())).manifest.modelId, 'small');
  });

  it('says what can be named when nothing has that name', async () => {
    await importModel(home(), 'mine', await smallModel(folder()));
    await assert.rejects(resolveModel('other', home()), {
      code: 'MODEL_NOT_FOUND',
      message: /imported model \(mine\), yolov4.*got `other`/,
    });
  });

  describe('in a job', () => {
    it('finds it by name and sha256, under another name, or in the cache', async () => {
      const { manifest } = await importModel(home(), 'mine', await smallModel(folder()));
      const { modelSha256 } = manifest;
      const registered = join(home(), 'models', 'mine');
      assert.equal((await findModel(manifest, home())).folder, registered);
      const other = await findModel({ modelId: 'theirs', modelSha256 }, home());
      assert.deepEqual([other.folder, other.manifest.modelId], [registered, 'theirs']);
      const { folder: cached } = await resolveModel(folder(), home());
      await rm(registered, { recursive: true });
      assert.equal((await findModel(manifest, home())).folder, cached);
    });

    it('does not take another model of the same name, and says how to get the right one', async () => {
      const { manifest } = await importModel(home(), 'mine', await smallModel(folder()));
      await assert.rejects(findModel({ ...manifest, modelSha256: '0'.repeat(64) }, home()), {
        code: 'MODEL_NOT_FOUND',
        message: /another one of that name.*framefleet model import mine --cfg/,
      });
    });

    it('finds it beside a damaged one', async () => {
      const { manifest } = await importModel(home(), 'mine', await smallModel(folder()));
      await mkdir(join(home(), 'models', 'bad'));
      await writeFile(join(home(), 'models', 'bad', 'model.json'), 'x');
      assert.equal((await findModel(manifest, home())).manifest.modelId, 'mine');
    });
  });
});
