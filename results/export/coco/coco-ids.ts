import type { ExportVideo } from '../export-source.ts';
import { IndexSet } from './index-set.ts';

/** What COCO's 80 classes lack of the ids 1..90. */
const GAPS = [12, 26, 29, 30, 45, 66, 68, 69, 71, 83];
const STOCK_IDS = Array.from({ length: 90 }, (_, index) => index + 1).filter((id) => !GAPS.includes(id));
/** Rows of COCO's classes that are called alike everywhere; darknet's names differ in others (`aeroplane`, `sofa`). */
const STOCK_ROWS = {
  0: 'person',
  11: 'stop sign',
  13: 'bench',
  24: 'backpack',
  39: 'bottle',
  78: 'hair drier',
  79: 'toothbrush',
};

/** The category ids of labels, by row: those of COCO (1..90, with gaps) where the labels are COCO's 80, else from 1. */
export function categoryIdsOf(labels: readonly string[]): number[] {
  const isStock =
    labels.length === STOCK_IDS.length &&
    Object.entries(STOCK_ROWS).every(([row, name]) => labels[Number(row)] === name);
  return isStock ? STOCK_IDS : labels.map((_, row) => row + 1);
}

interface Listed {
  /** Frames of the runs before. */
  readonly before: number;
  readonly indexes: IndexSet;
  /** Frames, as far as is known. */
  frameCount: number;
}

/**
 * Ids of images: frame n of the first run is n + 1, and each run counts on from where the frames of the one before end. Filters on
 * labels, places and times change none of them, where it is known how many frames a video has.
 */
export class ImageIds {
  readonly #listed = new Map<ExportVideo, Listed>();
  #last: Listed = { before: 0, indexes: new IndexSet(), frameCount: 0 };

  /** Goes on to the next run. */
  begin(video: ExportVideo): void {
    const before = this.#last.before + this.#last.frameCount;
    this.#last = { before, indexes: new IndexSet(), frameCount: video.frameCount ?? 0 };
    this.#listed.set(video, this.#last);
  }

  /** The id of an image of that run. */
  add(frameIndex: number): number {
    this.#last.indexes.add(frameIndex);
    this.#last.frameCount = Math.max(this.#last.frameCount, frameIndex + 1);
    return this.#last.before + frameIndex + 1;
  }

  /** The id that a frame was given; `null` for one that was not added. */
  of(video: ExportVideo, frameIndex: number): number | null {
    const listed = this.#listed.get(video);
    return listed?.indexes.has(frameIndex) ? listed.before + frameIndex + 1 : null;
  }
}
