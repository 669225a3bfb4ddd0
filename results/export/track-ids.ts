import { iou } from '../../shared/box-iou.ts';
import type { BoundingBox } from '../../shared/detection.ts';
import type { FrameRow } from '../../shared/frame-rows.ts';
import type { TrackBoxRow } from '../../shared/tracks.ts';

type Detection = FrameRow['detections'][number];

/** Where an object was seen. */
interface Sighting extends Pick<TrackBoxRow, 'trackId' | 'classId'> {
  readonly confidence: number;
  readonly box: BoundingBox;
}

/** Numbers that are held for each sighting: frame, class, object, confidence, box. */
const FIELDS = 8;
/** Sightings in a block. */
const BLOCK = 1 << 14;

/**
 * Which detections of a run belong to which object. Tracks keep the confidence of what they were made of, in the frame in which it
 * was seen; where several detections of a class are as sure, the box that lies best decides (those of tracks are smoothed).
 */
export class TrackIds {
  /** Blocks of numbers: 64 bytes a sighting, since there may be millions. */
  readonly #blocks: Float64Array[] = [];
  #count = 0;
  #order: Uint32Array | null = null;

  add(rows: readonly TrackBoxRow[]): void {
    for (const { frameIndex, classId, trackId, confidence, x1, y1, x2, y2 } of rows) {
      if (confidence === null) continue; // not seen there
      const at = this.#count++ % BLOCK;
      if (at === 0) this.#blocks.push(new Float64Array(BLOCK * FIELDS));
      this.#blocks.at(-1)!.set([frameIndex, classId, trackId, confidence, x1, y1, x2, y2], at * FIELDS);
    }
    this.#order = null;
  }

  /** The objects of a frame's detections, in their order; `null` for those that belong to none. @param scale - from the frame's pixels to the video's */
  of(
    { frameIndex, detections }: Pick<FrameRow, 'frameIndex' | 'detections'>,
    scale: readonly [x: number, y: number],
  ): (number | null)[] {
    const free = this.#sightings(frameIndex);
    return detections.map((detection) => {
      const box = boxOf(detection, scale);
      const [best] = free
        .filter(({ classId, confidence }) => classId === detection.classId && confidence === detection.confidence)
        .sort((a, b) => iou(b.box, box) - iou(a.box, box));
      if (!best) return null;
      free.splice(free.indexOf(best), 1);
      return best.trackId;
    });
  }

  #sightings(frameIndex: number): Sighting[] {
    this.#order ??= this.#sorted();
    let [low, high] = [0, this.#order.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#field(this.#order[middle]!, 0) < frameIndex) low = middle + 1;
      else high = middle;
    }
    const found: Sighting[] = [];
    for (; low < this.#order.length && this.#field(this.#order[low]!, 0) === frameIndex; low++) {
      found.push(this.#sighting(this.#order[low]!));
    }
    return found;
  }

  #sighting(index: number): Sighting {
    const [classId, trackId, confidence, ...box] = [1, 2, 3, 4, 5, 6, 7].map((field) => this.#field(index, field));
    return { classId: classId!, trackId: trackId!, confidence: confidence!, box: box as unknown as BoundingBox };
  }

  #field(index: number, field: number): number {
    return this.#blocks[Math.floor(index / BLOCK)]![(index % BLOCK) * FIELDS + field]!;
  }

  #sorted(): Uint32Array {
    const order = Uint32Array.from({ length: this.#count }, (_, index) => index);
    return order.sort((a, b) => this.#field(a, 0) - this.#field(b, 0) || a - b);
  }
}

function boxOf({ x1, y1, x2, y2 }: Detection, [x, y]: readonly [number, number]): BoundingBox {
  return [x1 * x, y1 * y, x2 * x, y2 * y];
}
