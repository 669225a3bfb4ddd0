import type { BoundingBox } from '../../shared/detection.ts';
import { InputError } from '../../shared/errors.ts';
import type { Size } from '../../shared/geometry.ts';

/** A line of a label file; box relative to the image, centre form `[cx, cy, w, h]`. */
export interface YoloLabel {
  /** Row of the names file that the labels follow. */
  readonly classId: number;
  readonly box: readonly [number, number, number, number];
}

/**
 * The objects of darknet's label file of one image: a line `class cx cy w h` each, relative to the image.
 *
 * @param classes - how many names the labels follow
 * @throws {InputError} `INPUT_UNREADABLE` naming file and line
 */
export function parseYoloLabels(text: string, file: string, classes: number): YoloLabel[] {
  return text.split('\n').flatMap((line, index) => {
    const fields = line.trim().split(/\s+/);
    if (fields[0] === '') return [];
    const refuse = (expected: string): never => {
      throw new InputError(
        'INPUT_UNREADABLE',
        `${file}, line ${index + 1}: expected ${expected}, got \`${line.trim().slice(0, 80)}\`.`,
      );
    };
    const [classId, ...box] = fields.map(Number);
    if (fields.length !== 5 || !fields.every((field) => Number.isFinite(Number(field)))) {
      return refuse('`class cx cy w h`, five numbers');
    }
    if (!Number.isInteger(classId) || classId! < 0 || classId! >= classes) {
      return refuse(`a class of 0..${classes - 1}, as many as there are names`);
    }
    const [cx, cy, w, h] = box as [number, number, number, number];
    if (!(isPart(cx) && isPart(cy) && isPart(w) && isPart(h) && w > 0 && h > 0)) {
      return refuse('cx, cy, w and h in 0..1, relative to the image, w and h above 0');
    }
    return [{ classId: classId!, box: [cx, cy, w, h] as const }];
  });
}

/** A relative box in centre form as corners in pixels. */
export function cornersOf([cx, cy, w, h]: YoloLabel['box'], { width, height }: Size): BoundingBox {
  return [(cx - w / 2) * width, (cy - h / 2) * height, (cx + w / 2) * width, (cy + h / 2) * height];
}

/** Tools that round leave a box a hair larger than its image. */
function isPart(value: number): boolean {
  return value >= -1e-4 && value <= 1 + 1e-4;
}
