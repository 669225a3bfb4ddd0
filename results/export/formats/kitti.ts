import { clipped } from '../clipped.ts';
import type { ExportFormat, ExportFrame } from '../export-source.ts';
import { FileOnDemand } from '../file-on-demand.ts';
import { FrameList, frameNumber } from '../frame-list.ts';
import { writeText } from '../write-text.ts';

/** Truncation, occlusion and angle; height, width, length, place (x, y, z) and turn: nobody knows them. */
const UNKNOWN = { before: '-1 -1 -10', behind: '-1 -1 -1 -1000 -1000 -1000 -10' };

/**
 * KITTI's labels, one file a frame: 15 columns and the score. Corners in pixels from 0, clipped to the picture; blanks in a label
 * become `_`, since columns are separated by them. Where objects are known, `label_02/` has them in KITTI's form for tracking: frame
 * from 0 and object before the same columns.
 *
 * @see KITTI object development kit, readme.txt
 */
export const kitti: ExportFormat = {
  name: 'kitti',
  isFolder: true,
  async write(source, target) {
    for (const video of source.videos) {
      const list = await FrameList.create(target, video);
      const objects = new FileOnDemand(target, `label_02/${video.stem}.txt`);
      for await (const frames of source.frames(video)) {
        await list.add(frames);
        for (const frame of frames) {
          const lines = linesOf(frame);
          const text = lines.map(({ columns }) => `${columns}\n`).join('');
          await writeText(target, `${video.stem}/label_2/${frameNumber(frame.frameIndex)}.txt`, [text]);
          const known = lines.filter(({ trackId }) => trackId !== null);
          await objects.write(
            known.map(({ columns, trackId }) => `${frame.frameIndex} ${trackId} ${columns}\n`).join(''),
          );
        }
      }
      await list.close();
      await objects.close();
    }
  },
};

interface Line {
  readonly trackId: number | null;
  readonly columns: string;
}

function linesOf(frame: ExportFrame): Line[] {
  return frame.detections.flatMap(({ label, confidence, box, trackId }) => {
    const corners = clipped(box, frame)?.map((value) => value.toFixed(2));
    if (!corners) return [];
    const type = label.replaceAll(/\s+/g, '_');
    return [{ trackId, columns: [type, UNKNOWN.before, ...corners, UNKNOWN.behind, confidence].join(' ') }];
  });
}
