import type { CentreBoxes } from './iou.ts';

/**
 * What survived the thresholds in one frame: boxes, and (box, class, confidence) triples on them. Kept from frame to frame, so
 * that decoding allocates nothing once the arrays have grown.
 */
export class Candidates {
  boxes: CentreBoxes = new Float64Array(4 * 256);
  boxCount = 0;
  boxOf = new Int32Array(256);
  classIds = new Int32Array(256);
  confidences = new Float64Array(256);
  count = 0;
  /** Boxes that passed the thresholds and are none: no numbers, or far beyond the source. */
  droppedCount = 0;

  clear(): void {
    this.boxCount = 0;
    this.count = 0;
    this.droppedCount = 0;
  }

  /** @returns the box's index, for `add` */
  addBox(cx: number, cy: number, width: number, height: number): number {
    const start = 4 * this.boxCount;
    if (start === this.boxes.length) this.boxes = grown(this.boxes, new Float64Array(2 * start));
    this.boxes[start] = cx;
    this.boxes[start + 1] = cy;
    this.boxes[start + 2] = width;
    this.boxes[start + 3] = height;
    return this.boxCount++;
  }

  add(box: number, classId: number, confidence: number): void {
    const index = this.count++;
    if (index === this.boxOf.length) {
      this.boxOf = grown(this.boxOf, new Int32Array(2 * index));
      this.classIds = grown(this.classIds, new Int32Array(2 * index));
      this.confidences = grown(this.confidences, new Float64Array(2 * index));
    }
    this.boxOf[index] = box;
    this.classIds[index] = classId;
    this.confidences[index] = confidence;
  }
}

function grown<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
