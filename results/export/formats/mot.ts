import { motText } from '../../analysis/scoring/mot-text.ts';
import { pixels } from '../clipped.ts';
import type { ExportFormat, ExportFrame, ExportTarget, ExportVideo } from '../export-source.ts';
import { FileOnDemand } from '../file-on-demand.ts';
import { FrameList } from '../frame-list.ts';
import { frameRate } from '../frame-rate.ts';
import { writeText } from '../write-text.ts';

/**
 * Detections as the MOTChallenge has them, a folder a run: `det/det.txt` (ten columns: frame and corner from 1, object −1,
 * confidence) and `seqinfo.ini`. There is no column for a label. Where objects are known, `gt/` has them as CVAT and Datumaro take
 * them: nine columns, frames, objects and classes from 1, corners from 0.
 *
 * @see TrackEval, docs/MOTChallenge-Official
 * @see CVAT, docs, dataset management, format MOT
 */
export const mot: ExportFormat = {
  name: 'mot',
  isFolder: true,
  async write(source, target) {
    for (const video of source.videos) {
      const list = await FrameList.create(target, video);
      const file = await target.file(`${video.stem}/det/det.txt`);
      const objects = new FileOnDemand(target, `${video.stem}/gt/gt.txt`);
      let last = -1;
      for await (const frames of source.frames(video)) {
        await list.add(frames);
        await file.write(frames.map(detectionLines).join(''));
        await objects.write(frames.map(objectLines).join(''));
        last = frames.at(-1)?.frameIndex ?? last;
      }
      await file.close();
      await list.close();
      if (await objects.close()) await writeText(target, `${video.stem}/gt/labels.txt`, [labelLines(video)]);
      await writeSequence(target, video, video.frameCount ?? last + 1);
    }
  },
};

function detectionLines({ frameIndex, detections }: ExportFrame): string {
  return motText(
    detections.map(({ box, confidence, classId }) => ({
      ...{ frame: frameIndex + 1, trackId: null, box, confidence, classNumber: classId + 1 },
    })),
  );
}

function objectLines({ frameIndex, detections }: ExportFrame): string {
  return detections
    .filter(({ trackId }) => trackId !== null)
    .map(({ trackId, classId, box: [x1, y1, x2, y2] }) => {
      const box = [x1, y1, x2 - x1, y2 - y1].map(pixels);
      return `${[frameIndex + 1, trackId, ...box, 1, classId + 1, 1].join(',')}\n`;
    })
    .join('');
}

function labelLines({ labels }: ExportVideo): string {
  return labels.map((label) => `${label}\n`).join('');
}

async function writeSequence(target: ExportTarget, video: ExportVideo, frameCount: number): Promise<void> {
  const { stem, width, height } = video;
  const size = { imWidth: width, imHeight: height };
  const facts = {
    name: stem,
    imDir: 'img1',
    frameRate: frameRate(video),
    seqLength: frameCount,
    ...size,
    imExt: '.jpg',
  };
  const lines = Object.entries(facts).map(([key, value]) => `${key}=${value}\n`);
  await writeText(target, `${stem}/seqinfo.ini`, [`[Sequence]\n${lines.join('')}`]);
}
