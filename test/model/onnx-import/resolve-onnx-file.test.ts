import assert from 'node:assert/strict';
import { copyFile, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { parseNetwork } from '../../../model/darknet/parse-network.ts';
import { syntheticWeights } from '../../../model/darknet/synthetic-weights.ts';
import { readWeights } from '../../../model/darknet/weights-file.ts';
import { createDecoder } from '../../../model/heads/create-decoder.ts';
import { compileNetwork } from '../../../model/ir/compile-network.ts';
import { onnxChunks } from '../../../model/onnx/write-onnx.ts';
import { importOnnxFile } from '../../../model/onnx-import/cache-onnx-file.ts';
import { darknetManifest } from '../../../model/store/darknet-manifest.ts';
import { findModel } from '../../../model/store/find-model.ts';
import { importModel } from '../../../model/store/import-model.ts';
import { resolveModel } from '../../../model/store/resolve-model.ts';
import { runSettingsSchema } from '../../../shared/run.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';
import { headsOf, syntheticPixels } from '../network-fixtures.ts';
import { smallModel } from '../small-model.ts';
import { THREE_HEADS_CFG, zooGraph } from './zoo-graph.ts';

describe('an ONNX file as a model', () => {
  const folder = temporaryFolder();
  const home = () => join(folder(), 'home');
  const file = () => join(folder(), 'net.onnx');

  describe('of our own', () => {
    it('runs without the manifest that stood beside it', async () => {
      const { folder: registered, manifest } = await importModel(home(), 'mine', await smallModel(folder()));
      await copyFile(join(registered, 'model.onnx'), file());
      const resolved = await resolveModel(file(), home());
      const { modelSha256, ...facts } = resolved.manifest;
      assert.deepEqual({ ...facts, modelSha256: manifest.modelSha256 }, manifest);
      assert.match(modelSha256, /^[0-9a-f]{64}$/);
      assert.deepEqual(await findModel(resolved.manifest, home()), resolved);
    });

    it('takes what a model.json beside it says, and is then another model', async () => {
      const { folder: registered } = await importModel(home(), 'mine', await smallModel(folder()));
      await copyFile(join(registered, 'model.onnx'), file());
      const bare = await resolveModel(file(), home());
      const manifest = JSON.parse(await readFile(join(registered, 'model.json'), 'utf8'));
      await writeFile(
        join(folder(), 'model.json'),
        JSON.stringify({ ...manifest, graph: 'net.onnx', labels: ['a', 'b'] }),
      );
      const stated = await resolveModel(file(), home());
      assert.deepEqual(stated.manifest.labels, ['a', 'b']);
      assert.notEqual(stated.manifest.modelSha256, bare.manifest.modelSha256);
    });

    it('is refused when its manifest says another shape', async () => {
      const { folder: registered } = await importModel(home(), 'mine', await smallModel(folder()));
      await copyFile(join(registered, 'model.onnx'), file());
      const manifest = JSON.parse(await readFile(join(registered, 'model.json'), 'utf8'));
      for (const [change, message] of [
        [
          { labels: ['a'] },
          /`layer1` \[N, 12, height, width\], got `layer1 float32 \[N, 14, layer1_height, layer1_width\]`/,
        ],
        [{ input: { ...manifest.input, type: 'float32' } }, /one input `frames` of float32, got/],
        [{ input: { ...manifest.input, name: 'x' } }, /one input `x` of uint8, got `frames uint8/],
        [{ heads: [{ ...manifest.heads[0], output: 'y' }] }, /output `y`, got `layer1/],
      ] as const) {
        await writeFile(join(folder(), 'model.json'), JSON.stringify({ ...manifest, graph: 'net.onnx', ...change }));
        await assert.rejects(resolveModel(file(), home()), { code: 'MODEL_SHAPE_MISMATCH', message });
      }
    });

    it('is refused when its manifest says a size beyond all pictures', async () => {
      const { folder: registered } = await importModel(home(), 'mine', await smallModel(folder()));
      await copyFile(join(registered, 'model.onnx'), file());
      const manifest = JSON.parse(await readFile(join(registered, 'model.json'), 'utf8'));
      const input = { ...manifest.input, width: 64, height: 64_000 };
      await writeFile(join(folder(), 'model.json'), JSON.stringify({ ...manifest, graph: 'net.onnx', input }));
      const message = /net\.onnx` to be at most 8192 pixels on each side .*, got `64x64000`/;
      await assert.rejects(resolveModel(file(), home()), { code: 'MODEL_INVALID', message });
    });

    it('is registered under a name', async () => {
      const { folder: registered } = await importModel(home(), 'mine', await smallModel(folder()));
      await copyFile(join(registered, 'model.onnx'), file());
      const imported = await importOnnxFile(home(), 'other', file());
      assert.deepEqual(await resolveModel('other', home()), imported);
      assert.deepEqual(await findModel(imported.manifest, home()), imported);
    });
  });

  describe("in the shape of the model zoo's yolov4", () => {
    const network = parseNetwork(THREE_HEADS_CFG, 'three-heads.cfg');
    const graph = compileNetwork(network, readWeights(syntheticWeights(network, 3, 2), network, 'synthetic'));
    const own = Buffer.concat([...onnxChunks(graph, {})]);

    it('finds what the same network in our own form finds', async () => {
      await writeFile(file(), zooGraph(own, network, 1));
      const { manifest, folder: cached } = await resolveModel(file(), home());
      assert.deepEqual([manifest.modelId, manifest.input.type, manifest.input.maxBatch], ['net', 'uint8', 1]);
      const pixels = syntheticPixels(416);
      const session = await ort.InferenceSession.create(join(cached, manifest.graph));
      const input = new ort.Tensor('uint8', pixels, [1, 416, 416, 3]);
      const outputs = await session.run({ [manifest.input.name]: input });
      await session.release();
      const settings = runSettingsSchema.parse({ confidence: 0.9 });
      const source = { width: 1280, height: 720 };
      const found = createDecoder(manifest, settings)(outputs as never, 0, source);

      const ownManifest = darknetManifest(network, graph, manifest, manifest.labels);
      const heads = await headsOf(own, pixels, [1, 416, 416]);
      const ownOutputs = Object.fromEntries(graph.outputs.map((name, index) => [name, heads[index]!]));
      const expected = createDecoder(ownManifest, settings)(ownOutputs, 0, source);
      assert.ok(expected.length > 100);
      assert.equal(found.length, expected.length);
      found.forEach(({ box, confidence, label }, index) => {
        assert.equal(label, expected[index]!.label);
        assert.ok(Math.abs(confidence - expected[index]!.confidence) < 1e-4);
        box.forEach((side, i) => {
          assert.ok(Math.abs(side - expected[index]!.box[i]!) < 0.1);
        });
      });
    });

    it('takes any batch where the file does', async () => {
      await writeFile(file(), zooGraph(own, network, 'unk__1'));
      assert.equal((await resolveModel(file(), home())).manifest.input.maxBatch, null);
    });

    it('knows heads whose grids are symbolic by their order', async () => {
      await writeFile(
        file(),
        zooGraph(own, network, 1, () => 'unk'),
      );
      const { manifest } = await resolveModel(file(), home());
      assert.deepEqual(
        manifest.heads.map(({ output, scaleXY }) => [output, scaleXY]),
        [
          ['Identity_0:0', 1.2],
          ['Identity_1:0', 1.1],
          ['Identity_2:0', 1.05],
        ],
      );
    });

    it('refuses another shape, and says what was expected and what came', async () => {
      await writeFile(
        file(),
        zooGraph(own, network, 1, (side) => side + 1),
      );
      await assert.rejects(resolveModel(file(), home()), {
        code: 'MODEL_SHAPE_MISMATCH',
        message:
          /\[1, 52, 52, 3, 85\].*got `input_1:0 float32 \[1, 416, 416, 3\] → Identity_0:0 float32 \[1, 53, 53, 3, 85\]/,
      });
    });
  });

  it('is refused when it is none', async () => {
    const { weights } = await smallModel(folder());
    await rename(weights, file());
    await assert.rejects(resolveModel(file(), home()), { code: 'MODEL_INVALID', message: /to be an ONNX file/ });
    await writeFile(file(), '');
    await assert.rejects(resolveModel(file(), home()), { code: 'MODEL_INVALID', message: /got: no graph/ });
    await assert.rejects(resolveModel(join(folder(), 'none.onnx'), home()), { code: 'MODEL_NOT_FOUND' });
  });
});
