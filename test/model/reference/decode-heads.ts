import type { ReferenceHead } from './evaluate-cfg.ts';
import { numberOf, numbersOf } from './read-cfg.ts';

/** An object: centre form, relative to the network's input. */
export interface ReferenceBox {
  readonly classId: number;
  readonly confidence: number;
  readonly box: readonly [cx: number, cy: number, width: number, height: number];
}

/**
 * What the heads see, before suppression; by head, row, column, anchor and class.
 *
 * @see AlexeyAB/darknet, yolo_layer.c, get_yolo_box and get_yolo_detections
 */
export function decodeHeads(
  heads: readonly ReferenceHead[],
  threshold: number,
  network: { width: number; height: number },
) {
  return heads.flatMap((head) => decodeHead(head, threshold, network));
}

function decodeHead({ input, block }: ReferenceHead, threshold: number, network: { width: number; height: number }) {
  const { height, width, values } = input;
  const anchors = numbersOf(block, 'anchors');
  const fields = 5 + numberOf(block, 'classes');
  const [scale, isNew] = [numberOf(block, 'scale_x_y', 1), numberOf(block, 'new_coords', 0) === 1];
  const share = (x: number) => (isNew ? x : 1 / (1 + Math.exp(-x)));
  const stretch = (x: number) => (isNew ? 4 * x * x : Math.exp(x));
  const boxes: ReferenceBox[] = [];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      for (const [slot, anchor] of numbersOf(block, 'mask').entries()) {
        const field = (index: number) => values[((slot * fields + index) * height + row) * width + column]!;
        const objectness = share(field(4));
        if (!(objectness > threshold)) continue;
        const box = [
          (column + share(field(0)) * scale - (scale - 1) / 2) / width,
          (row + share(field(1)) * scale - (scale - 1) / 2) / height,
          (stretch(field(2)) * anchors[2 * anchor]!) / network.width,
          (stretch(field(3)) * anchors[2 * anchor + 1]!) / network.height,
        ] as const;
        for (let classId = 0; classId < fields - 5; classId++) {
          const confidence = objectness * share(field(5 + classId));
          if (confidence > threshold) boxes.push({ classId, confidence, box });
        }
      }
    }
  }
  return boxes;
}
