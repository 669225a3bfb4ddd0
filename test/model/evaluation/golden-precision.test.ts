import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ThreadedDetector } from '../../../model/detector/threaded-detector.ts';
import { evaluate } from '../../../model/evaluation/evaluate.ts';
import { darknetImage } from '../../../model/evaluation/load-image.ts';
import { namesList } from '../../../model/evaluation/names-list.ts';
import { yoloDataset } from '../../../model/evaluation/yolo-dataset.ts';
import { resolveModel } from '../../../model/store/resolve-model.ts';
import { testData } from '../../fixtures/data.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';

describe('average precision of real models', () => {
  const home = temporaryFolder();

  for (const [model, set, namesFile] of [
    ['yolo-fastest-1.1-xl', 'coco-val64', null],
    ['yolo-fastest-1.1', 'coco-val64', null],
    ['yolov4-tiny-voc', 'coco-val64', 'coco.names'],
    ['yolov4-tiny-retail60', 'retail29', null],
    ['yolov3-tiny-retail60', 'retail29', null],
  ] as const) {
    it(`of ${model} on ${set} is the golden one, to 0.003`, async function () {
      const golden = JSON.parse(await readFile(testData(this, 'golden', 'average-precision.json'), 'utf8'))[set][model];
      const { manifest, folder } = await resolveModel(testData(this, 'models', model), home());
      const names = namesFile && namesList(await readFile(testData(this, 'cfg', namesFile), 'utf8'), namesFile);
      const root = testData(this, 'groundtruth', set);
      const dataset = await yoloDataset(
        { images: join(root, 'images'), labels: join(root, 'labels') },
        manifest.labels,
        names ? { file: 'coco.names', names } : null,
      );
      const session = { threads: 2, allowSpinning: false };
      const detector = await ThreadedDetector.load({ model: { manifest, folder }, home: home(), session });
      try {
        const seen: string[] = [];
        const score = await evaluate(detector, dataset, {
          load: darknetImage,
          clip: false,
          onImage: ({ file }) => seen.push(file),
        });
        for (const [key, expected] of [
          ['ap', golden.AP50_95],
          ['ap50', golden.AP50],
          ['ap75', golden.AP75],
        ] as const) {
          assert.ok(Math.abs(score[key] - expected) <= 0.003, `${key} ${score[key]}, golden ${expected}`);
        }
        assert.equal(score.images, seen.length);
        assert.deepEqual(seen, seen.toSorted());
      } finally {
        await detector.close();
      }
    });
  }
});
