import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { type CalibrationFrame, calibrationFrames } from '../../../app/calibrate/calibration-frames.ts';
import { quantizeOnFrames } from '../../../app/calibrate/quantize-on-frames.ts';
import { splitFrames } from '../../../app/calibrate/split-frames.ts';
import { yoloDataset } from '../../../model/evaluation/yolo-dataset.ts';
import type { ResolvedModel } from '../../../model/files/resolved-model.ts';
import { resolveModel } from '../../../model/store/resolve-model.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';

const MODEL = 'demo/network';

describe('quantising on frames', () => {
  const folder = temporaryFolder();
  let home: string;
  let fp32: ResolvedModel;
  let frames: CalibrationFrame[];

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'framefleet-test-'));
    fp32 = await resolveModel(MODEL, home);
    const { input, resize } = fp32.manifest;
    frames = await calibrationFrames('demo/clip/demo.mp4', 24, input, resize, null);
  });

  after(() => rm(home, { recursive: true }));

  const notes: string[] = [];
  const quantized = async (given: readonly CalibrationFrame[], more = {}) => {
    notes.length = 0;
    const { report } = await quantizeOnFrames(
      {
        ...{ home, reference: MODEL, fp32, size: null, frames: given, framesOf: 'the clip', labelled: null },
        ...{ methods: ['min-max'], weightBits: 8, floatLayers: [], maxLoss: 100, keepsExisting: false, ...more },
      },
      { onNote: (text) => notes.push(text), onProgress: () => undefined },
    );
    return report;
  };

  it('measures the loss on frames that chose nothing', async () => {
    const { test } = splitFrames(frames, false);
    const first = await quantized(frames.slice(0, 16));
    assert.deepEqual(notes, [
      'Calibrating on 8 frames of the clip, choosing by 4 others, comparing on 4 that choose nothing.',
    ]);
    assert.deepEqual([first.calibrationFrames, first.validationFrames, first.loss.frames], [8, 4, 4]);

    // Others in the place of those that are compared on: the same model, another loss.
    const isTest = new Set(test);
    const others = frames.slice(0, 16).map((frame) => (isTest.has(frame) ? frames[16]! : frame));
    const second = await quantized(others);
    assert.equal(second.modelSha256, first.modelSha256);
    assert.deepEqual(second.candidates, first.candidates);
    assert.notEqual(second.loss.fp32, first.loss.fp32);
  });

  it('says when there were few frames or objects to compare on', async () => {
    const report = await quantized(frames.slice(0, 4));
    assert.deepEqual([report.loss.frames, report.loss.isRough], [1, true]);
  });

  it('leaves labelled images that it calibrates on out of the score, and refuses when no other is there', async () => {
    const [images, labels] = [join(folder(), 'images'), join(folder(), 'labels')];
    await Promise.all([mkdir(images), mkdir(labels)]);
    const { width, height } = fp32.manifest.input;
    for (const [index, { pixels }] of frames.slice(0, 6).entries()) {
      const name = join(images, `${index}.png`);
      await sharp(pixels, { raw: { width, height, channels: 3 } }).toFile(name);
      await writeFile(join(labels, `${index}.txt`), '0 0.5 0.5 0.2 0.2\n');
    }
    const used = await calibrationFrames(images, 4, { width, height }, 'stretch', null);
    const labelled = await yoloDataset({ images, labels }, fp32.manifest.labels, null);
    const report = await quantized(used, { labelled });
    assert.deepEqual([report.loss.measure, report.loss.frames, report.loss.objects], ['AP50', 2, 2]);
    assert.match(notes.join('\n'), /4 of 6 labelled images are calibrated on, and left out of the score/);

    const only = join(folder(), 'only');
    await mkdir(only);
    await copyFile(join(images, '0.png'), join(only, '0.png'));
    const all = await yoloDataset({ images: only, labels }, fp32.manifest.labels, null);
    const [frame] = await calibrationFrames(only, 1, { width, height }, 'stretch', null);
    await assert.rejects(quantized(Array(4).fill(frame), { labelled: all }), {
      code: 'CONFIG_INVALID',
      message: /`--images` to hold some that are not calibrated on, got none/,
    });
  });
});
