import { stemsOf } from '../../results/export/video-stems.ts';
import type { ChosenPicture } from './chosen-pictures.ts';
import { clockOf } from './clock-text.ts';

/**
 * What files of pictures are called, in their order: the video, the frame, its time, and what of several in one frame it is.
 * `gate-f000123-00h00m05.120s-track7`
 */
export function snapshotNames(pictures: readonly ChosenPicture[]): string[] {
  const videos = [...new Map(pictures.map(({ video }) => [video.runId, video])).values()].sort((a, b) =>
    a.runId < b.runId ? -1 : 1,
  );
  const stems = stemsOf(videos);
  const stemOf = new Map(videos.map(({ runId }, index) => [runId, stems[index]!]));
  const taken = new Map<string, number>();
  return pictures.map(({ facts: { runId, frameIndex, ptsSeconds, track, crop, detections } }) => {
    const what = track === null ? (crop && detections[0] ? `-${harmless(detections[0].label)}` : '') : `-track${track}`;
    const frame = String(frameIndex).padStart(6, '0');
    const name = `${stemOf.get(runId)}-f${frame}-${clockOf(ptsSeconds, 'h', 'm', 's')}${what}`;
    const count = (taken.get(name.toLowerCase()) ?? 0) + 1;
    taken.set(name.toLowerCase(), count);
    return count === 1 ? name : `${name}-${count}`;
  });
}

function harmless(label: string): string {
  return label.replaceAll(/[^\p{L}\p{N}]+/gu, '_').slice(0, 40);
}
