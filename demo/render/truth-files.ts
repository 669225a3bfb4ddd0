import { LABELS } from './shapes/drawings.ts';
import type { TruthObject } from './truth.ts';

/** A picture of a set or a frame of a clip, with its truth. */
export interface TruthImage {
  readonly fileName: string;
  readonly width: number;
  readonly height: number;
  readonly truth: readonly TruthObject[];
}

/**
 * A COCO detection file. Ignored objects carry `iscrowd: 1`, so that any COCO scorer leaves them out; category ids are class ids + 1.
 */
export function cocoOf(images: readonly TruthImage[]): string {
  let id = 0;
  const annotations = images.flatMap(({ truth }, imageIndex) =>
    truth.map(({ box: [x1, y1, x2, y2], classId, trackId, visibility, isIgnored }) => ({
      id: ++id,
      image_id: imageIndex + 1,
      category_id: classId + 1,
      bbox: [x1, y1, x2 - x1, y2 - y1],
      area: (x2 - x1) * (y2 - y1),
      iscrowd: isIgnored ? 1 : 0,
      track_id: trackId,
      visibility: rounded(visibility),
    })),
  );
  return JSON.stringify({
    images: images.map(({ fileName, width, height }, i) => ({ id: i + 1, file_name: fileName, width, height })),
    categories: LABELS.map((name, classId) => ({ id: classId + 1, name })),
    annotations,
  });
}

/** YOLO labels of one picture: `classId cx cy width height`, relative; ignored objects are left out. */
export function yoloOf({ width, height, truth }: TruthImage): string {
  return truth
    .filter((object) => !object.isIgnored)
    .map(({ classId, box: [x1, y1, x2, y2] }) => {
      const numbers = [(x1 + x2) / 2 / width, (y1 + y2) / 2 / height, (x2 - x1) / width, (y2 - y1) / height];
      return `${classId} ${numbers.map((number) => number.toFixed(6)).join(' ')}\n`;
    })
    .join('');
}

/**
 * A MOTChallenge gt.txt: `frame, track, x, y, width, height, counted, class, visibility`, with frame and class 1-based,
 * the box's corner in pixels counted from 1, and `counted` 0 for ignored objects.
 */
export function motOf(images: readonly TruthImage[]): string {
  return images
    .flatMap(({ truth }, frame) =>
      truth.map(({ box: [x1, y1, x2, y2], classId, trackId, visibility, isIgnored }) =>
        [
          frame + 1,
          trackId,
          x1 + 1,
          y1 + 1,
          x2 - x1,
          y2 - y1,
          isIgnored ? 0 : 1,
          classId + 1,
          rounded(visibility),
        ].join(','),
      ),
    )
    .map((row) => `${row}\n`)
    .join('');
}

function rounded(share: number): number {
  return Math.round(share * 1000) / 1000;
}
