import { cocoBox } from '../coco/coco-box.ts';
import { categoryIdsOf, ImageIds } from '../coco/coco-ids.ts';
import { JsonList } from '../coco/json-list.ts';
import type { ExportDetection, ExportFormat, ExportFrame, ExportSource, ExportVideo } from '../export-source.ts';
import { frameNumber } from '../frame-list.ts';
import { labelSetOf } from '../label-set.ts';

/**
 * COCO's file of annotations ("instances"), with scores. An image for each frame that was looked at, with its `frame_index` and
 * `pts`; `bbox` is `[x, y, width, height]` in pixels from 0, clipped to the picture.
 *
 * @see https://cocodataset.org/#format-data
 */
export const coco: ExportFormat = {
  name: 'coco',
  isFolder: false,
  async write(source, target) {
    const { names } = labelSetOf(source.videos);
    const ids = categoryIdsOf(names);
    const categories = names.map((name, row) => ({ id: ids[row]!, name, supercategory: '' }));
    const videos = source.videos.map(({ name, runId, videoId }, index) => ({
      ...{ id: index + 1, name, run_id: runId, video_id: videoId },
    }));
    const file = await target.file('');
    await file.write(`{"info":${JSON.stringify({ description: 'framefleet' })},"licenses":[],\n`);
    await file.write(`"videos":${JSON.stringify(videos)},\n"categories":${JSON.stringify(categories)},\n"images":`);
    const images = await writeImages(source, new JsonList(file));
    await file.write(',\n"annotations":');
    await writeAnnotations(source, images, new JsonList(file));
    await file.write('\n}\n');
    await file.close();
  },
};

async function writeImages(source: ExportSource, list: JsonList): Promise<ImageIds> {
  const ids = new ImageIds();
  for (const [index, video] of source.videos.entries()) {
    ids.begin(video);
    for await (const frames of source.frames(video)) {
      for (const frame of frames) await list.add(imageOf(frame, ids.add(frame.frameIndex), video, index + 1));
    }
  }
  await list.end();
  return ids;
}

function imageOf(frame: ExportFrame, id: number, { stem }: ExportVideo, videoId: number) {
  const { frameIndex, ptsSeconds, width, height } = frame;
  const place = { id, file_name: `${stem}/${frameNumber(frameIndex)}.jpg`, width, height };
  return { ...place, video_id: videoId, frame_index: frameIndex, pts: ptsSeconds };
}

/** @param images - those that are in the file: other frames may have come meanwhile */
async function writeAnnotations(source: ExportSource, images: ImageIds, list: JsonList): Promise<void> {
  const labels = labelSetOf(source.videos);
  const categories = categoryIdsOf(labels.names);
  let id = 0;
  for (const video of source.videos) {
    for await (const frames of source.frames(video)) {
      for (const frame of frames) {
        const imageId = images.of(video, frame.frameIndex);
        for (const detection of imageId === null ? [] : frame.detections) {
          const bbox = cocoBox(detection, frame);
          const place = { image_id: imageId, category_id: categories[labels.rowOf(detection)]! };
          if (bbox) await list.add({ id: ++id, ...place, bbox, ...factsOf(detection, bbox) });
        }
      }
    }
  }
  await list.end();
}

function factsOf({ confidence, trackId }: ExportDetection, [, , width, height]: readonly number[]) {
  const area = Math.round(width! * height! * 1000) / 1000;
  return { area, iscrowd: 0, score: confidence, ...(trackId === null ? {} : { track_id: trackId }) };
}
