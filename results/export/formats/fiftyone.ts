import { rounded } from '../../query/text/digits.ts';
import type { ExportDetection, ExportFormat, ExportFrame, ExportSource, ExportVideo } from '../export-source.ts';
import { FrameList } from '../frame-list.ts';
import { shownBox } from '../shown-box.ts';
import { writeText } from '../write-text.ts';

/**
 * FiftyOne's `FiftyOneVideoLabelsDataset`: `manifest.json`, `labels/` with a file for each run, and `data/`, into which the videos
 * are to be put; beside them the list of frames of each.
 *
 * @see voxel51/eta, docs/video_labels_guide.md
 */
export const fiftyone: ExportFormat = {
  name: 'fiftyone',
  isFolder: true,
  async write(source, target) {
    for (const video of source.videos) {
      const list = await FrameList.create(target, video);
      await writeText(target, labelsPath(video), labelsText(source, video, list));
      await list.close();
    }
    await writeText(target, 'manifest.json', [`${JSON.stringify(manifestOf(source.videos), null, 2)}\n`]);
  },
};

function manifestOf(videos: readonly ExportVideo[]): object {
  return {
    type: 'eta.core.datasets.LabeledVideoDataset',
    description: '',
    index: videos.map((video) => ({ data: dataPath(video), labels: labelsPath(video) })),
  };
}

function labelsPath({ stem }: ExportVideo): string {
  return `labels/${stem}.json`;
}

/** FiftyOne tells what a video is by its name's end. */
function dataPath({ stem, name }: ExportVideo): string {
  const ending = /\.[a-z0-9]+$/i.exec(name)?.[0] ?? '';
  return `data/${stem}${ending}`;
}

/** @param list - gets the frames */
async function* labelsText(source: ExportSource, video: ExportVideo, list: FrameList): AsyncGenerator<string> {
  yield `{"filename":${JSON.stringify(video.name)},"attrs":{"attrs":[]},"frames":{`;
  let separator = '\n';
  for await (const frames of source.frames(video)) {
    await list.add(frames);
    for (const frame of frames) {
      yield separator + frameEntry(frame);
      separator = ',\n';
    }
  }
  yield '\n}}\n';
}

function frameEntry(frame: ExportFrame): string {
  const number = frame.frameIndex + 1;
  const objects = frame.detections.flatMap((detection) => objectOf(detection, frame));
  return `"${number}":${JSON.stringify({ frame_number: number, attrs: { attrs: [] }, objects: { objects } })}`;
}

function objectOf({ label, confidence, box, trackId }: ExportDetection, frame: ExportFrame): object[] {
  const shown = shownBox(box, frame);
  if (!shown) return [];
  const [x1, y1, x2, y2] = shown.map((share) => rounded(share, 6));
  return [
    {
      label,
      bounding_box: { top_left: { x: x1, y: y1 }, bottom_right: { x: x2, y: y2 } },
      confidence: rounded(confidence, 4),
      ...(trackId === null ? {} : { index: trackId }),
      attrs: { attrs: [] },
    },
  ];
}
