import type { BoundingBox } from '../../shared/detection.ts';
import type { Size } from '../../shared/geometry.ts';

/** An object that somebody has drawn a box around. */
export interface LabelledObject {
  /** In pixels of the image as it is stored. */
  readonly box: BoundingBox;
  /** Of the model that is scored. */
  readonly classId: number;
  /** A box around many: any number of detections may meet it, and none is missed. */
  readonly isCrowd: boolean;
  /** Whoever finds it is neither right nor wrong. */
  readonly isIgnored: boolean;
}

export interface LabelledImage {
  /** Path inside the images' folder. */
  readonly file: string;
  readonly path: string;
  /**
   * Objects of the classes that the model knows.
   *
   * @param source - the image's size
   * @throws {InputError} `INPUT_UNREADABLE` when the labels were made for an image of another size
   */
  objectsIn(source: Size): LabelledObject[];
}

/** What a model is held against. */
export interface LabelledImages {
  /** Sorted by file. */
  readonly images: readonly LabelledImage[];
  /** Class ids of the model that the labels know too. */
  readonly sharedClassIds: ReadonlySet<number>;
  /** What the user should know: names that only the labels have, images without labels. */
  readonly remarks: readonly string[];
}
