import type { BoundingBox, Detection } from '../../shared/detection.ts';
import type { Size } from '../../shared/geometry.ts';
import type { ThreadedDetector } from '../detector/threaded-detector.ts';
import type { LabelledImage, LabelledImages } from './labelled-image.ts';
import type { ImageLoader } from './load-image.ts';
import { type Score, Scorer } from './score.ts';

/** darknet's `detector valid`, from which COCO's figures are made. */
const VALID_THRESHOLDS = { confidence: 0.001, iou: 0.6, classes: [] };

export interface EvaluateOptions {
  /** What makes of an image what the model is shown. */
  readonly load: ImageLoader;
  /**
   * Whether boxes are cut off at the image's edges, as darknet's `detector valid` does; else they are scored as `detect`
   * stores them.
   */
  readonly clip: boolean;
  /** Hears of every image, in order. */
  onImage(image: EvaluatedImage): void;
}

/** What a model saw in one image: boxes in pixels of the image as stored. */
export interface EvaluatedImage {
  readonly file: string;
  readonly detections: readonly Detection[];
}

/**
 * Scores a model on labelled images.
 *
 * @throws {InputError} `INPUT_UNREADABLE` naming the image
 * @throws {ModelError} `INFERENCE_FAILED`
 */
export async function evaluate(
  detector: ThreadedDetector,
  { images, sharedClassIds }: LabelledImages,
  { load, clip, onImage }: EvaluateOptions,
): Promise<Score> {
  const { labels } = detector.manifest;
  const scorer = new Scorer(labels);
  const prepare = (image: LabelledImage | undefined) => (image ? load(image.path, detector.manifest) : null);
  let next = prepare(images[0]);
  for (const [index, image] of images.entries()) {
    const { frames, shown, stored, resize, toStored } = await next!;
    const detected = detector.detect(frames, { ...VALID_THRESHOLDS, sources: [shown], resize });
    next = prepare(images[index + 1]);
    next?.catch(() => undefined); // told by whoever awaits it
    const found = (await detected).frames[0]!.map((one) => ({ ...one, box: toStored(one.box) }));
    const detections = clip ? found.map((one) => ({ ...one, box: clipped(one.box, stored) })) : found;
    onImage({ file: image.file, detections });
    const scored = detections.filter(({ classId }) => sharedClassIds.has(classId));
    scorer.add(image.objectsIn(stored), scored);
  }
  return scorer.score();
}

function clipped([x1, y1, x2, y2]: BoundingBox, { width, height }: Size): BoundingBox {
  const within = (value: number, end: number) => Math.min(Math.max(value, 0), end);
  return [within(x1, width), within(y1, height), within(x2, width), within(y2, height)];
}
