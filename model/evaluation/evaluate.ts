import type { BoundingBox, Detection } from '../../shared/detection.ts';
import type { Size } from '../../shared/geometry.ts';
import type { ThreadedDetector } from '../detector/threaded-detector.ts';
import type { LabelledImage, LabelledImages } from './labelled-image.ts';
import { fitToNetwork, loadImage } from './load-image.ts';
import { type Score, Scorer } from './score.ts';

/** darknet's `detector valid`, from which COCO's figures are made. */
const VALID_THRESHOLDS = { confidence: 0.001, iou: 0.6, classes: [] };

export interface EvaluateOptions {
  /**
   * Whether boxes are cut off at the image's edges, as darknet's `detector valid` does; else they are scored as `detect`
   * stores them.
   */
  readonly clip: boolean;
  /** Hears of every image, in order. */
  onImage(image: EvaluatedImage): void;
}

/** What a model saw in one image: boxes in pixels of the image. */
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
  { clip, onImage }: EvaluateOptions,
): Promise<Score> {
  const { labels, input, resize } = detector.manifest;
  const scorer = new Scorer(labels);
  let next = images[0] ? prepare(images[0], input, resize) : null;
  for (const [index, image] of images.entries()) {
    const { source, pixels } = await next!;
    const following = images[index + 1];
    const frames = { width: input.width, height: input.height, count: 1, pixels };
    const detected = detector.detect(frames, { ...VALID_THRESHOLDS, sources: [source], resize });
    next = following ? prepare(following, input, resize) : null;
    next?.catch(() => undefined); // told by whoever awaits it
    const found = (await detected).frames[0]!;
    const detections = clip ? found.map((one) => ({ ...one, box: clipped(one.box, source) })) : found;
    onImage({ file: image.file, detections });
    const scored = detections.filter(({ classId }) => sharedClassIds.has(classId));
    scorer.add(image.objectsIn(source), scored);
  }
  return scorer.score();
}

async function prepare({ path }: LabelledImage, network: Size, resize: 'stretch' | 'letterbox') {
  const picture = await loadImage(path);
  const source = { width: picture.width, height: picture.height };
  return { source, pixels: fitToNetwork(picture, network, resize) };
}

function clipped([x1, y1, x2, y2]: BoundingBox, { width, height }: Size): BoundingBox {
  const within = (value: number, end: number) => Math.min(Math.max(value, 0), end);
  return [within(x1, width), within(y1, height), within(x2, width), within(y2, height)];
}
