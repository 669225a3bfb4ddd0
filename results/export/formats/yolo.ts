import { clipped } from '../clipped.ts';
import type { ExportFile, ExportFormat, ExportFrame, ExportTarget, ExportVideo } from '../export-source.ts';
import { FrameList, frameNumber } from '../frame-list.ts';
import { type LabelSet, labelSetOf } from '../label-set.ts';
import { writeText } from '../write-text.ts';

const PICTURES = 'obj_train_data';

/**
 * YOLO's text files in darknet's layout: `class cx cy w h`, in 0..1 of the picture, one file a frame, an empty one where nothing
 * was seen; `obj.names` has the classes by row from 0, `train.txt` the pictures.
 *
 * @see AlexeyAB/darknet, README, How to train (to detect your custom objects)
 */
export const yolo: ExportFormat = {
  name: 'yolo',
  isFolder: true,
  async write(source, target) {
    const labels = labelSetOf(source.videos);
    await writeText(target, 'obj.names', [labels.names.map((name) => `${name}\n`).join('')]);
    const data = { classes: labels.names.length, train: 'train.txt', names: 'obj.names', backup: 'backup/' };
    const lines = Object.entries(data).map(([key, value]) => `${key} = ${value}\n`);
    await writeText(target, 'obj.data', [lines.join('')]);
    const train = await target.file('train.txt');
    for (const video of source.videos) {
      const list = await FrameList.create(target, video);
      for await (const frames of source.frames(video)) {
        await list.add(frames);
        for (const frame of frames) await writeFrame(target, train, labels, video, frame);
      }
      await list.close();
    }
    await train.close();
  },
};

async function writeFrame(
  target: ExportTarget,
  train: ExportFile,
  labels: LabelSet,
  { stem }: ExportVideo,
  frame: ExportFrame,
): Promise<void> {
  const path = `${PICTURES}/${stem}/${frameNumber(frame.frameIndex)}`;
  await train.write(`${path}.jpg\n`);
  await writeText(target, `${path}.txt`, [linesOf(frame, labels)]);
}

function linesOf(frame: ExportFrame, labels: LabelSet): string {
  const { width, height } = frame;
  return frame.detections
    .flatMap((detection) => {
      const box = clipped(detection.box, frame);
      if (box === null) return [];
      const [x1, y1, x2, y2] = box;
      const shares = [(x1 + x2) / 2 / width, (y1 + y2) / 2 / height, (x2 - x1) / width, (y2 - y1) / height];
      return [`${[labels.rowOf(detection), ...shares.map((share) => share.toFixed(6))].join(' ')}\n`];
    })
    .join('');
}
