import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseCocoLabels } from '../../../../model/evaluation/coco-labels.ts';
import { categoryIdsOf } from '../../../../results/export/coco/coco-ids.ts';
import { coco } from '../../../../results/export/formats/coco.ts';
import { cocoResults } from '../../../../results/export/formats/coco-results.ts';
import { exportFrame, exportSource, exportVideo, twoVideos, written } from '../../fixtures/exports.ts';

describe('Exports in the formats of COCO', () => {
  it('hold an image for each frame and clipped boxes from 0, and are read back by the reader of labels', async () => {
    const text = (await written(coco, twoVideos())).get('')!;
    const { images, annotations, categories, videos } = JSON.parse(text);
    assert.deepEqual(categories, [
      { id: 1, name: 'person', supercategory: '' },
      { id: 2, name: 'traffic light', supercategory: '' },
      { id: 3, name: 'dog', supercategory: '' },
      { id: 4, name: 'cat', supercategory: '' },
    ]);
    const gate = { width: 200, height: 100, video_id: 1 };
    assert.deepEqual(images, [
      { id: 1, file_name: 'gate/000000.jpg', ...gate, frame_index: 0, pts: 0 },
      { id: 4, file_name: 'gate/000003.jpg', ...gate, frame_index: 3, pts: 0.3 },
      { id: 5, file_name: 'gate/000004.jpg', ...gate, frame_index: 4, pts: 0.71 },
      { id: 13, file_name: 'yard/000002.jpg', width: 64, height: 48, video_id: 2, frame_index: 2, pts: 0.2 },
    ]);
    assert.deepEqual(annotations, [
      { id: 1, image_id: 1, category_id: 1, bbox: [20, 10, 40, 80], area: 3200, iscrowd: 0, score: 0.9 },
      { id: 2, image_id: 1, category_id: 2, bbox: [0, 40.5, 30.25, 59.5], area: 1799.875, iscrowd: 0, score: 0.5 },
      { id: 3, image_id: 13, category_id: 3, bbox: [16, 12, 16, 24], area: 384, iscrowd: 0, score: 0.75 },
    ]);
    assert.deepEqual(
      videos.map(({ run_id, name }: { run_id: string; name: string }) => [run_id, name]),
      [
        ['r1', 'gate.mp4'],
        ['r2', 'yard.mp4'],
      ],
    );
    const read = parseCocoLabels(text, 'export.json');
    assert.deepEqual([read.images.length, read.annotations.length], [4, 3]);
  });

  it('name images and categories alike in results', async () => {
    const results = JSON.parse((await written(cocoResults, twoVideos())).get('')!);
    const { annotations } = JSON.parse((await written(coco, twoVideos())).get('')!);
    assert.deepEqual(
      results,
      annotations.map(({ image_id, category_id, bbox, score }: Record<string, unknown>) => ({
        ...{ image_id, category_id, bbox, score },
      })),
    );
  });

  it('are JSON also when nothing is in them', async () => {
    const nothing = exportSource([[exportVideo(), [exportFrame(0, [])]]]);
    assert.equal((await written(cocoResults, nothing)).get(''), '[]\n');
    assert.deepEqual(JSON.parse((await written(coco, exportSource([]))).get('')!).images, []);
  });

  it('leave out what came between the two readings: no annotation names an image that is not there', async () => {
    const video = exportVideo();
    const { frames } = twoVideos();
    let walks = 0;
    const growing = {
      videos: [video],
      async *frames() {
        if (walks++ > 0)
          yield [
            exportFrame(1, [{ classId: 0, label: 'person', confidence: 1, box: [0, 0, 9, 9], trackId: null } as const]),
          ];
        for await (const batch of frames(twoVideos().videos[0]!)) yield batch;
        yield [exportFrame(2, [])];
      },
    };
    const { images, annotations } = JSON.parse((await written(coco, growing)).get('')!);
    const ids = new Set(images.map(({ id }: { id: number }) => id));
    assert.ok(annotations.every(({ image_id }: { image_id: number }) => ids.has(image_id)));
  });

  it("give COCO's own ids to COCO's 80 labels", () => {
    const names = readFileSync('model/files/bundled/coco.names', 'utf8').trim().split('\n');
    const ids = categoryIdsOf(names);
    const idOf = (name: string) => ids[names.indexOf(name)];
    // as in instances_val2017.json
    const known = {
      person: 1,
      'stop sign': 13,
      bench: 15,
      backpack: 27,
      bottle: 44,
      cup: 47,
      toilet: 70,
      tvmonitor: 72,
    };
    assert.deepEqual(Object.fromEntries(Object.keys(known).map((name) => [name, idOf(name)])), known);
    assert.equal(idOf('toothbrush'), 90);
    assert.deepEqual(categoryIdsOf(['person', 'dog']), [1, 2]);
  });
});
