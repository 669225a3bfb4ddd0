import assert from 'node:assert/strict';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { inspectionReport } from '../../../cli/output/inspection-report.ts';
import { inspectModel } from '../../../model/darknet/inspect-model.ts';
import { bundledFile } from '../../../model/files/bundled-file.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';
import { smallModel } from '../small-model.ts';

describe('inspecting a model', () => {
  const folder = temporaryFolder();

  for (const [cfg, side, parameters, bytes, gflop] of [
    ['yolov4.cfg', 416, 64_429_405, 257_717_640, 60.1],
    ['yolov4.cfg', 608, 64_429_405, 257_717_640, 128.4],
    ['yolov4-tiny.cfg', 416, 6_062_814, 24_251_276, 6.9],
  ] as const) {
    it(`gives the published figures of ${cfg} at ${side}`, async () => {
      const files = { cfg: bundledFile(cfg), weights: null, names: bundledFile('coco.names') };
      const found = await inspectModel(files, { width: side, height: side });
      assert.deepEqual([found.parameters, found.expectedWeightBytes], [parameters, bytes]);
      assert.ok(Math.abs(found.gflop - gflop) < 0.06, `${found.gflop}`);
      assert.deepEqual([found.weightBytes, found.weightsFault, found.labels?.length], [null, null, 80]);
    });
  }

  it('holds a weights file against its definition', async () => {
    const files = await smallModel(folder());
    const fitting = await inspectModel(files, null);
    assert.deepEqual([fitting.weightBytes, fitting.weightsFault], [fitting.expectedWeightBytes, null]);
    await truncate(files.weights, 50);
    const cut = await inspectModel(files, null);
    assert.equal(cut.weightBytes, 50);
    assert.match(cut.weightsFault ?? '', new RegExp(`${cut.expectedWeightBytes} bytes .* got 50 bytes`));
  });

  it('says when a weights file holds what is no number', async () => {
    const files = await smallModel(folder());
    const weights = await readFile(files.weights);
    weights.writeFloatLE(Number.NaN, weights.length - 4);
    await writeFile(files.weights, weights);
    assert.match((await inspectModel(files, null)).weightsFault ?? '', /got 1 of 194 .* first in layer 1/);
  });

  it('refuses a size that is no multiple of 32', async () => {
    const files = await smallModel(folder());
    await assert.rejects(inspectModel(files, { width: 416, height: 400 }), {
      code: 'CONFIG_INVALID',
      message: /416x400/,
    });
  });

  it('tells people why files of one architecture and class count are equally long', async () => {
    const report = inspectionReport(await inspectModel(await smallModel(folder()), null));
    assert.match(report, /must have 796 bytes: 20 of header and 4 for each parameter/);
    assert.match(report, /file given has 796 bytes, as it must/);
    assert.match(report, /equally long, whatever they were trained on/);
    assert.match(report, /convolutional.*3×3\/32, mish, batch norm.*image.*2×2×4/);
  });
});
