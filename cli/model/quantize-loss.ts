import { join } from 'node:path';
import { ConfigError } from '../../shared/errors.ts';
import { ThreadedDetector } from '../../worker/detector.ts';
import { Agreement } from '../../worker/model/eval/agreement.ts';
import { evaluate } from '../../worker/model/eval/evaluate.ts';
import type { LabelledImages } from '../../worker/model/eval/labelled-image.ts';
import type { ResolvedModel } from '../../worker/model/registry/stored-model.ts';
import type { CalibrationFrame } from './quantize-frames.ts';

/** What quantisation costs, in points of 100; each side's own figure beside it. */
export interface QuantizationLoss {
  readonly measure: 'AP50' | 'agreement';
  readonly points: number;
  /** AP50 of both in per cent, or the detections of both. */
  readonly fp32: number;
  readonly int8: number;
  /** Images or frames looked at. */
  readonly frames: number;
}

/** What counts as a detection where two models are compared: as `detect` does. */
const DETECT_THRESHOLDS = { confidence: 0.25, iou: 0.45, classes: [] };

/** Where optimised graphs are kept, and how many threads a model may use. */
export interface DetectorPlace {
  readonly home: string;
  readonly threads: number;
}

/** AP50 that is lost on labelled images. */
export async function precisionLoss(
  fp32: ResolvedModel,
  int8: ResolvedModel,
  images: LabelledImages,
  place: DetectorPlace,
): Promise<QuantizationLoss> {
  const scores = [];
  for (const model of [fp32, int8]) {
    const score = await using(model, place, (detector) =>
      evaluate(detector, images, { clip: false, onImage: () => undefined }),
    );
    if (score.classes === 0) {
      throw new ConfigError(
        'CONFIG_INVALID',
        'Expected `--labels` to hold at least one object of a class of the model, got none.',
      );
    }
    scores.push(100 * score.ap50);
  }
  const [before, after] = scores as [number, number];
  return { measure: 'AP50', points: before - after, fp32: before, int8: after, frames: images.images.length };
}

/** Share of the detections of both that have no partner of the same label and IoU ≥ 0.5 in the other. */
export async function agreementLoss(
  fp32: ResolvedModel,
  int8: ResolvedModel,
  frames: readonly CalibrationFrame[],
  place: DetectorPlace,
): Promise<QuantizationLoss> {
  const [before, after] = await Promise.all(
    [fp32, int8].map((model) => using(model, place, (detector) => detectionsOf(detector, frames))),
  );
  const agreement = new Agreement();
  for (const index of frames.keys()) agreement.add(index, before![index]!, after![index]!);
  const { detections, matched } = agreement.report();
  const all = detections.a + detections.b;
  if (all === 0) {
    throw new ConfigError(
      'CONFIG_INVALID',
      `Expected the ${frames.length} frames of \`--calibrate\` that are held out to show something that the model knows, got no detection at all. Give others, or \`--images\` and \`--labels\`.`,
    );
  }
  const points = 100 * (1 - (2 * matched[0]!.pairs) / all);
  return { measure: 'agreement', points, fp32: detections.a, int8: detections.b, frames: frames.length };
}

async function detectionsOf(detector: ThreadedDetector, frames: readonly CalibrationFrame[]) {
  const { input, resize } = detector.manifest;
  const found = [];
  for (const { pixels, source } of frames) {
    // The detector takes the bytes away.
    const frame = { width: input.width, height: input.height, count: 1, pixels: pixels.slice() };
    const result = await detector.detect(frame, { ...DETECT_THRESHOLDS, source, resize });
    found.push(result.frames[0]!);
  }
  return found;
}

async function using<T>(
  { manifest, folder }: ResolvedModel,
  { home, threads }: DetectorPlace,
  action: (detector: ThreadedDetector) => Promise<T>,
): Promise<T> {
  const graph = { manifest, graphPath: join(folder, manifest.graph), precision: 'fp32' };
  const detector = await ThreadedDetector.load({ graph, home, session: { threads, allowSpinning: false } });
  try {
    return await action(detector);
  } finally {
    await detector.close();
  }
}
