import assert from 'node:assert/strict';
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importOnnxFile } from '../../../model/onnx-import/cache-onnx-file.ts';
import { findModel } from '../../../model/store/find-model.ts';
import { importModel } from '../../../model/store/import-model.ts';
import { listModels } from '../../../model/store/list-models.ts';
import { resolveModel } from '../../../model/store/resolve-model.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';
import { flipBit } from '../flip-bit.ts';
import { smallModel } from '../small-model.ts';

describe('a model whose files were damaged after its import', () => {
  const folder = temporaryFolder();
  const home = () => join(folder(), 'home');
  const graphOf = (name: string) => join(home(), 'models', name, 'model.onnx');

  it('is compiled again from the files kept beside it', async () => {
    const { manifest } = await importModel(home(), 'mine', await smallModel(folder()));
    const graph = await readFile(graphOf('mine'));
    assert.equal((await resolveModel('mine', home())).folder, join(home(), 'models', 'mine')); // found to be right once
    await flipBit(graphOf('mine'));
    for (const model of [await resolveModel('mine', home()), await findModel(manifest, home())]) {
      assert.deepEqual(model.manifest, manifest);
      assert.equal(model.folder, join(home(), 'cache', 'models', manifest.modelSha256));
      assert.deepEqual(await readFile(join(model.folder, 'model.onnx')), graph);
    }
    assert.equal((await listModels(home()))[0]?.fault, null);
  });

  it('is refused where the files kept beside it are damaged too', async () => {
    const { manifest, folder: registered } = await importModel(home(), 'mine', await smallModel(folder()));
    await flipBit(graphOf('mine'));
    await flipBit(join(registered, 'network.weights'));
    const refused = { code: 'MODEL_INVALID', message: /damaged.*`framefleet model import mine --cfg F/ };
    await assert.rejects(resolveModel('mine', home()), refused);
    await assert.rejects(findModel(manifest, home()), refused);
  });

  it('is refused where it came as ONNX', async () => {
    const { folder: registered } = await importModel(home(), 'mine', await smallModel(folder()));
    await copyFile(join(registered, 'model.onnx'), join(folder(), 'net.onnx'));
    const { manifest } = await importOnnxFile(home(), 'graph', join(folder(), 'net.onnx'));
    await findModel(manifest, home());
    await flipBit(graphOf('graph'));
    const refused = { code: 'MODEL_INVALID', message: /damaged.*`framefleet model import graph --onnx F`/ };
    await assert.rejects(resolveModel('graph', home()), refused);
    await assert.rejects(findModel(manifest, home()), refused);
    assert.deepEqual(
      (await listModels(home())).map(({ name, fault }) => [name, fault]),
      [
        ['graph', 'damaged; import it again'],
        ['mine', null],
      ],
    );
    await importOnnxFile(home(), 'graph', join(folder(), 'net.onnx'));
    assert.equal((await findModel(manifest, home())).manifest.modelId, 'graph');
  });

  it('is found where another copy of it is right', async () => {
    const { folder: registered } = await importModel(home(), 'mine', await smallModel(folder()));
    await copyFile(join(registered, 'model.onnx'), join(folder(), 'net.onnx'));
    const { manifest } = await importOnnxFile(home(), 'a', join(folder(), 'net.onnx'));
    await importOnnxFile(home(), 'b', join(folder(), 'net.onnx'));
    await flipBit(graphOf('a'));
    assert.equal((await findModel(manifest, home())).folder, join(home(), 'models', 'b'));
  });

  it('is made again in the cache, where it was named by folder or file', async () => {
    const sources = await smallModel(join(folder()));
    const first = await resolveModel(folder(), home());
    const graph = join(first.folder, 'model.onnx');
    const right = await readFile(graph);
    await copyFile(graph, join(folder(), 'net.onnx'));
    const file = await resolveModel(join(folder(), 'net.onnx'), home());
    for (const [model, name] of [
      [first, folder()],
      [file, join(folder(), 'net.onnx')],
    ] as const) {
      await flipBit(join(model.folder, 'model.onnx'));
      await assert.rejects(findModel(model.manifest, home()), {
        code: 'MODEL_NOT_FOUND',
        message: /got a damaged copy, or one of another version/,
      });
      assert.deepEqual(await resolveModel(name, home()), model);
      assert.deepEqual(await readFile(join(model.folder, 'model.onnx')), right);
    }
    await rm(sources.cfg);
  });

  it('is taken as it is where a version before this one imported it, which wrote no checksums', async () => {
    const { folder: registered, manifest } = await importModel(home(), 'mine', await smallModel(folder()));
    const path = join(registered, 'model.json');
    const { checksums, ...rest } = JSON.parse(await readFile(path, 'utf8'));
    assert.deepEqual(Object.keys(checksums), ['model.onnx']);
    await writeFile(path, JSON.stringify(rest));
    assert.deepEqual(await resolveModel('mine', home()), { manifest, folder: registered });
  });
});
