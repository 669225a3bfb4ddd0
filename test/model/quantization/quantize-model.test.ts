import assert from 'node:assert/strict';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDarknetFiles } from '../../../model/darknet/darknet-files.ts';
import { ThreadedDetector } from '../../../model/detector/threaded-detector.ts';
import { importOnnxFile } from '../../../model/onnx-import/cache-onnx-file.ts';
import type { QuantizationChoice } from '../../../model/quantization/choose-quantization.ts';
import { isWorthwhile } from '../../../model/quantization/mixed-precision-trials.ts';
import { type QuantizeRequest, quantizeModel } from '../../../model/quantization/quantize-model.ts';
import { findModel } from '../../../model/store/find-model.ts';
import { importModel } from '../../../model/store/import-model.ts';
import { notQuantized, quantizedAt, quantizedId } from '../../../model/store/quantized-models.ts';
import { namedFiles } from '../../../model/store/registered-models.ts';
import { resolveModel } from '../../../model/store/resolve-model.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';
import { flipBit } from '../flip-bit.ts';
import { smallModel } from '../small-model.ts';

const SIDE = 64;
const frame = (seed: number) => Uint8Array.from({ length: 3 * SIDE * SIDE }, (_, i) => 128 + 127 * Math.sin(seed * i));

describe('quantising a model', () => {
  const folder = temporaryFolder();
  const home = () => join(folder(), 'home');

  async function imported() {
    await mkdir(join(folder(), 'sources'));
    return importModel(home(), 'small', await smallModel(join(folder(), 'sources')));
  }

  async function quantized(
    accept: QuantizeRequest['accept'] = async () => undefined,
    more: Partial<QuantizeRequest> = {},
  ) {
    const { manifest } = await resolveModel('small', home());
    return quantizeModel(home(), {
      manifest,
      sources: await loadDarknetFiles(await namedFiles('small', home())),
      frames: [frame(1), frame(2)],
      validation: [frame(3)],
      methods: ['mse', 'min-max'],
      weightBits: 8,
      threads: 1,
      modelId: quantizedId(manifest, null),
      floatLayers: [],
      keepsExisting: false,
      lossOf: async () => 0,
      accept,
      ...more,
    });
  }

  it('makes a model with another sha256, which users and workers find', async () => {
    const fp32 = await imported();
    const { manifest, folder: place } = await quantized();
    assert.notEqual(manifest.modelSha256, fp32.manifest.modelSha256);
    assert.equal(manifest.modelId, 'small-int8');
    assert.deepEqual(await quantizedAt(home(), { reference: 'small', model: fp32.manifest, size: null }), {
      manifest,
      folder: place,
    });
    assert.deepEqual(await findModel(manifest, home()), { manifest, folder: place });
    assert.deepEqual(await resolveModel('small-int8', home()), { manifest, folder: place });
    assert.deepEqual((await resolveModel('small', home())).manifest, fp32.manifest);
  });

  it('gives the same bytes for the same frames', async () => {
    await imported();
    const [first, second] = [await quantized(), await quantized()];
    assert.equal(first.manifest.modelSha256, second.manifest.modelSha256);
  });

  it('makes a file that other hosts import as the same model', async () => {
    await imported();
    const { manifest, folder: place } = await quantized();
    const file = join(folder(), 'carried.onnx');
    await copyFile(join(place, manifest.graph), file);
    const other = await importOnnxFile(join(folder(), 'other'), 'small-int8', file);
    assert.deepEqual(other.manifest, manifest);
  });

  it('makes a graph that detectors run', async () => {
    await imported();
    const { manifest, folder: place } = await quantized();
    const session = { threads: 1, allowSpinning: false };
    const detector = await ThreadedDetector.load({ model: { manifest, folder: place }, home: home(), session });
    try {
      const source = { width: 100, height: 50 };
      const thresholds = { confidence: 0, iou: 0.45, classes: [], sources: [source], resize: manifest.resize };
      const { frames } = await detector.detect({ width: SIDE, height: SIDE, count: 1, pixels: frame(4) }, thresholds);
      assert.ok(frames[0]!.length > 0);
    } finally {
      await detector.close();
    }
  });

  it('changes nothing when the loss is refused', async () => {
    const fp32 = await imported();
    const before = await quantized();
    await assert.rejects(
      quantized(async ({ folder: place }, { candidates, layers }) => {
        assert.notEqual(place, before.folder);
        assert.equal(candidates.length, 2);
        assert.deepEqual(layers.map(({ layer }) => layer).sort(), [0, 1]);
        throw new Error('too much');
      }),
      /too much/,
    );
    assert.deepEqual(await quantizedAt(home(), { reference: 'small', model: fp32.manifest, size: null }), before);
    assert.equal((await readdir(join(home(), 'quantized'))).length, 1);
  });

  it('is found no more when its graph is damaged', async () => {
    const { manifest: model } = await imported();
    const { manifest, folder: place } = await quantized();
    await flipBit(join(place, manifest.graph));
    assert.equal(await quantizedAt(home(), { reference: 'small', model, size: null }), null);
    await assert.rejects(findModel(manifest, home()), { code: 'MODEL_NOT_FOUND' });
    assert.equal((await quantized()).manifest.modelSha256, manifest.modelSha256);
    assert.equal((await findModel(manifest, home())).folder, place);
  });

  it('is not made of files that were damaged since the model was imported', async () => {
    const { folder: registered } = await imported();
    await flipBit(join(registered, 'network.weights'));
    await assert.rejects(quantized(), { code: 'MODEL_INVALID', message: /damaged or were changed/ });
  });

  it('leaves one that another process has placed meanwhile, where that is as good', async () => {
    const { manifest: model } = await imported();
    const other = await quantized();
    const late = await quantized(undefined, { frames: [frame(7)], keepsExisting: true });
    assert.deepEqual(late, other);
    assert.deepEqual(await quantizedAt(home(), { reference: 'small', model, size: null }), other);
    assert.notDeepEqual(await quantized(undefined, { frames: [frame(7)] }), other);
  });

  it('tries layers in floats, and keeps those that pay', async () => {
    await imported();
    const before = new Set(await readdir(tmpdir()));
    let seen: QuantizationChoice | null = null;
    const caches = new Set<string>();
    await quantized(
      async (_, choice) => {
        seen = choice;
      },
      {
        floatLayers: 'auto',
        lossOf: async ({ folder: place }, cacheHome) => {
          assert.equal(place, cacheHome);
          caches.add(cacheHome);
          return 0;
        },
      },
    );
    const { trials, floatLayers } = seen!;
    assert.deepEqual(trials.map(({ layer }) => layer).sort(), [0, 1]);
    assert.equal(caches.size, 3);
    assert.ok(trials.every((trial) => trial.isKept === isWorthwhile(trial) && trial.milliseconds > 0));
    assert.deepEqual(floatLayers, trials.flatMap(({ layer, isKept }) => (isKept ? [layer] : [])).sort());
    const left = (await readdir(tmpdir())).filter(
      (name) => name.startsWith('framefleet-quantize-') && !before.has(name),
    );
    assert.deepEqual(left, []);
  });

  for (const [layer, what] of [
    [2, '[yolo]'],
    [9, 'none'],
  ] as const) {
    it(`does not leave layer ${layer} in floats, which is ${what}`, async () => {
      await imported();
      await assert.rejects(quantized(undefined, { floatLayers: [0, layer] }), {
        code: 'CONFIG_INVALID',
        message: `Expected \`--float-layers\` to name convolutional layers of the cfg, counted from 0, got ${layer}, which is ${what}.`,
      });
    });
  }

  it('is asked for by name where int8 is wanted and not there', async () => {
    const { manifest: model } = await imported();
    const size = { width: 96, height: 32 };
    assert.equal(await quantizedAt(home(), { reference: 'small', model, size }), null);
    const error = notQuantized({ reference: 'small', model, size });
    assert.equal(error.code, 'MODEL_NOT_FOUND');
    assert.match(error.message, /at 96×32 .*framefleet model quantize small --calibrate VIDEO --size 96x32`/);
  });

  it('needs darknet files', async () => {
    await imported();
    const { manifest, folder: place } = await quantized();
    await importOnnxFile(home(), 'graph-only', join(place, manifest.graph));
    await assert.rejects(namedFiles('graph-only', home()), { code: 'MODEL_INVALID' });
    await assert.rejects(namedFiles('nowhere', home()), { code: 'MODEL_INVALID' });
  });
});
