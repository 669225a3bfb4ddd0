import { cocoBox } from '../coco/coco-box.ts';
import { categoryIdsOf, ImageIds } from '../coco/coco-ids.ts';
import { JsonList } from '../coco/json-list.ts';
import type { ExportFormat } from '../export-source.ts';
import { labelSetOf } from '../label-set.ts';

/**
 * COCO's results: a flat array of `{image_id, category_id, bbox, score}`. Images and categories have the ids that `coco` gives them.
 *
 * @see https://cocodataset.org/#format-results
 */
export const cocoResults: ExportFormat = {
  name: 'coco-results',
  isFolder: false,
  async write(source, target) {
    const labels = labelSetOf(source.videos);
    const categories = categoryIdsOf(labels.names);
    const file = await target.file('');
    const list = new JsonList(file);
    const ids = new ImageIds();
    for (const video of source.videos) {
      ids.begin(video);
      for await (const frames of source.frames(video)) {
        for (const frame of frames) {
          const image_id = ids.add(frame.frameIndex);
          for (const detection of frame.detections) {
            const bbox = cocoBox(detection, frame);
            const category_id = categories[labels.rowOf(detection)]!;
            if (bbox) await list.add({ image_id, category_id, bbox, score: detection.confidence });
          }
        }
      }
    }
    await list.end();
    await file.write('\n');
    await file.close();
  },
};
