import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importModel } from '../../../model/store/import-model.ts';
import { listModels } from '../../../model/store/list-models.ts';
import { resolveModel } from '../../../model/store/resolve-model.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';
import { headsOf, syntheticPixels } from '../network-fixtures.ts';
import { smallModel } from '../small-model.ts';

describe('registering a model', () => {
  const home = temporaryFolder();

  it('makes a folder that runs, and that its name resolves to', async () => {
    const sources = await smallModel(home());
    const imported = await importModel(home(), 'mine', sources);
    const resolved = await resolveModel('mine', home());
    assert.deepEqual(resolved, imported);
    assert.deepEqual((await readdir(resolved.folder)).sort(), [
      'model.json',
      'model.onnx',
      'names',
      'network.cfg',
      'network.weights',
    ]);
    assert.deepEqual([resolved.manifest.modelId, resolved.manifest.labels], ['mine', ['cat', 'dog']]);
    const [head] = await headsOf(join(resolved.folder, resolved.manifest.graph), syntheticPixels(64), [1, 64, 64]);
    assert.deepEqual(head?.dims, [1, 14, 2, 2]);
  });

  it('knows a model by what it is made of, not by its name', async () => {
    const sources = await smallModel(home());
    const sha256 = async (name: string) => (await importModel(home(), name, sources)).manifest.modelSha256;
    const before = await sha256('a');
    assert.equal(await sha256('b'), before);
    await writeFile(sources.names, 'cat\ncow\n');
    assert.notEqual(await sha256('a'), before);
  });

  it('replaces one of the same name', async () => {
    const first = await importModel(home(), 'mine', await smallModel(home(), 1));
    const second = await importModel(home(), 'mine', await smallModel(home(), 2));
    assert.notEqual(first.manifest.modelSha256, second.manifest.modelSha256);
    assert.deepEqual(await readdir(join(home(), 'models')), ['mine']);
    assert.deepEqual(await resolveModel('mine', home()), second);
  });

  it('changes nothing when anything is wrong', async () => {
    const sources = await smallModel(home());
    const before = await importModel(home(), 'mine', sources);
    await truncate(sources.weights, 100);
    await assert.rejects(importModel(home(), 'mine', sources), {
      code: 'MODEL_WEIGHTS_MISMATCH',
      message: /got 100 bytes/,
    });
    assert.deepEqual(await resolveModel('mine', home()), before);
    assert.deepEqual(await readdir(join(home(), 'models')), ['mine']);
  });

  it('refuses weights of a training that diverged, and changes nothing', async () => {
    const sources = await smallModel(home());
    const weights = await readFile(sources.weights);
    for (let at = 20; at < weights.length; at += 4) weights.writeFloatLE(Number.NaN, at);
    await writeFile(sources.weights, weights);
    await assert.rejects(importModel(home(), 'mine', sources), {
      code: 'MODEL_WEIGHTS_MISMATCH',
      message: /got 194 of 194 that are NaN or infinite, first in layer 0/,
    });
    assert.deepEqual(await readdir(join(home(), 'models')), []);
    const folder = join(home(), 'folder');
    await mkdir(folder);
    await smallModel(folder);
    await writeFile(join(folder, 'small.weights'), weights);
    await assert.rejects(resolveModel(folder, home()), { code: 'MODEL_WEIGHTS_MISMATCH', message: /diverged/ });
  });

  it('says which file is missing', async () => {
    const sources = await smallModel(home());
    await assert.rejects(importModel(home(), 'mine', { ...sources, names: join(home(), 'none') }), {
      code: 'MODEL_NOT_FOUND',
      message: /none` to be a readable file/,
    });
  });

  for (const name of ['', '../up', '.hidden', 'a b', 'a.onnx']) {
    it(`refuses the name ${JSON.stringify(name)}`, async () => {
      await assert.rejects(importModel(home(), name, await smallModel(home())), {
        code: 'CONFIG_INVALID',
        message: /NAME/,
      });
    });
  }

  it('survives several at once', async () => {
    const sources = await smallModel(home());
    await Promise.all(Array.from({ length: 6 }, () => importModel(home(), 'mine', sources)));
    assert.deepEqual(await readdir(join(home(), 'models')), ['mine']);
    assert.equal((await resolveModel('mine', home())).manifest.modelId, 'mine');
  });

  it('takes away what a killed process left long ago, and nothing younger', async () => {
    const models = join(home(), 'models');
    await mkdir(join(models, '.old-0123456789ab'), { recursive: true });
    await mkdir(join(models, '.new-0123456789ab'));
    await utimes(join(models, '.old-0123456789ab'), 0, 0);
    await importModel(home(), 'mine', await smallModel(home()));
    assert.deepEqual((await readdir(models)).sort(), ['.new-0123456789ab', 'mine']);
    assert.deepEqual(
      (await listModels(home())).map(({ name }) => name),
      ['mine'],
    );
  });

  it('lists what is there, also what is damaged', async () => {
    assert.deepEqual(await listModels(home()), []);
    const { folder } = await importModel(home(), 'good', await smallModel(home()));
    await mkdir(join(home(), 'models', 'bad'));
    await writeFile(join(home(), 'models', 'bad', 'model.json'), '{}');
    await mkdir(join(home(), 'models', 'empty'));
    const [bad, empty, good] = await listModels(home());
    assert.match(bad?.fault ?? '', /manifest/);
    assert.match(empty?.fault ?? '', /import it again/);
    assert.deepEqual([good?.fault, good?.width, good?.classes], [null, 64, 2]);
    assert.equal((await readFile(join(folder, 'model.onnx'))).byteLength, good?.graphBytes);
  });
});
