import type { Detection } from '../../shared/detection.ts';
import { averagePrecision } from './average-precision.ts';
import type { LabelledObject } from './labelled-image.ts';
import { IOU_THRESHOLDS, matchObjects, type Outcome } from './match-objects.ts';

/** Average precision over IoU 0.5 to 0.95, at 0.5 and at 0.75; each 0..1. */
export interface Precisions {
  readonly ap: number;
  readonly ap50: number;
  readonly ap75: number;
}

export interface ClassScore extends Precisions {
  readonly classId: number;
  readonly label: string;
  /** Objects to be found; crowds and ignored ones are not counted. */
  readonly objects: number;
}

export interface Score extends Precisions {
  readonly images: number;
  /** How many classes the means are over. */
  readonly classes: number;
  readonly objects: number;
  /** Only classes of which there are objects, by class id. */
  readonly perClass: readonly ClassScore[];
}

/** Detections at IoU 0.5, all images and classes together; those that met what is to be ignored are in neither. */
export interface Hits {
  readonly right: number;
  readonly wrong: number;
}

/** Gathers a model's detections image by image and scores them as COCO does (all areas, 100 detections). */
export class Scorer {
  readonly #outcomes: Outcome[][];
  readonly #objects: number[];
  readonly #labels: readonly string[];
  #images = 0;

  /** @param labels - of the model, by class id */
  constructor(labels: readonly string[]) {
    this.#labels = labels;
    this.#outcomes = labels.map(() => []);
    this.#objects = labels.map(() => 0);
  }

  /** Takes the next image. The order of the images settles which of two equally confident detections counts first. */
  add(objects: readonly LabelledObject[], detections: readonly Detection[]): void {
    this.#images++;
    const [objectsOf, detectionsOf] = [byClass(objects), byClass(detections)];
    for (const [classId, gathered] of this.#outcomes.entries()) {
      const own = objectsOf.get(classId) ?? [];
      this.#objects[classId]! += own.filter(({ isCrowd, isIgnored }) => !isCrowd && !isIgnored).length;
      gathered.push(...matchObjects(own, detectionsOf.get(classId) ?? []));
    }
  }

  /** How many of the detections given are right, whatever their confidence. */
  hits(): Hits {
    const atHalf = 1 << IOU_THRESHOLDS.indexOf(0.5);
    const counted = this.#outcomes.flat().filter(({ ignored }) => !(ignored & atHalf));
    const right = counted.filter(({ matched }) => matched & atHalf).length;
    return { right, wrong: counted.length - right };
  }

  score(): Score {
    const perClass = this.#labels.flatMap((label, classId) => {
      const objects = this.#objects[classId]!;
      return objects > 0 ? [{ classId, label, objects, ...precisionsOf(this.#outcomes[classId]!, objects) }] : [];
    });
    return {
      images: this.#images,
      classes: perClass.length,
      objects: perClass.reduce((sum, { objects }) => sum + objects, 0),
      ap: mean(perClass.map(({ ap }) => ap)),
      ap50: mean(perClass.map(({ ap50 }) => ap50)),
      ap75: mean(perClass.map(({ ap75 }) => ap75)),
      perClass,
    };
  }
}

function precisionsOf(outcomes: readonly Outcome[], objects: number): Precisions {
  const sorted = outcomes.toSorted((a, b) => b.confidence - a.confidence);
  const precisions = IOU_THRESHOLDS.map((_, threshold) => averagePrecision(sorted, objects, threshold));
  return { ap: mean(precisions), ap50: precisions[0]!, ap75: precisions[5]! };
}

function byClass<T extends { readonly classId: number }>(items: readonly T[]): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const item of items) {
    const group = groups.get(item.classId);
    if (group) group.push(item);
    else groups.set(item.classId, [item]);
  }
  return groups;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
