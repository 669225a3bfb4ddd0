import { ThreadedDetector } from '../../model/detector/threaded-detector.ts';
import { ModelComparison } from '../../model/evaluation/agreement.ts';
import { evaluate } from '../../model/evaluation/evaluate.ts';
import type { LabelledImages } from '../../model/evaluation/labelled-image.ts';
import type { ResolvedModel } from '../../model/files/resolved-model.ts';
import { ConfigError } from '../../shared/errors.ts';
import type { CalibrationFrame } from './calibration-frames.ts';

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

/**
 * Measures a quantised model against the one in floats, each model once.
 *
 * @param cacheHome - takes the quantised model's optimised graph
 */
export type LossMeasure = (int8: ResolvedModel, cacheHome: string) => Promise<QuantizationLoss>;

/** AP50 that is lost on labelled images. */
export function precisionLoss(fp32: ResolvedModel, images: LabelledImages, place: DetectorPlace): LossMeasure {
  const scoreOf = async (model: ResolvedModel, home: string) => {
    const score = await using(model, { ...place, home }, (detector) =>
      evaluate(detector, images, { clip: false, onImage: () => undefined }),
    );
    if (score.classes === 0) {
      throw new ConfigError(
        'CONFIG_INVALID',
        'Expected `--labels` to hold at least one object of a class of the model, got none.',
      );
    }
    return 100 * score.ap50;
  };
  return comparedWith(fp32, place.home, scoreOf, (before, after) => ({
    measure: 'AP50',
    points: before - after,
    fp32: before,
    int8: after,
    frames: images.images.length,
  }));
}

/**
 * Share of the detections of both that have no partner of the same label and IoU ≥ 0.5 in the other.
 *
 * @param framesOf - where frames come from, for the message when they show nothing
 */
export function agreementLoss(
  fp32: ResolvedModel,
  frames: readonly CalibrationFrame[],
  framesOf: string,
  place: DetectorPlace,
): LossMeasure {
  const seenBy = (model: ResolvedModel, home: string) =>
    using(model, { ...place, home }, (detector) => detectionsOf(detector, frames));
  return comparedWith(fp32, place.home, seenBy, (before, after) => {
    const agreement = new ModelComparison();
    for (const index of frames.keys()) agreement.add(index, before[index]!, after[index]!);
    const { detections, matched } = agreement.report();
    const all = detections.a + detections.b;
    if (all === 0) {
      throw new ConfigError(
        'CONFIG_INVALID',
        `Expected the ${frames.length} frames of ${framesOf} that are held out to show something that the model knows, got no detection at all. Give others to \`framefleet model quantize\`, or \`--images\` and \`--labels\`.`,
      );
    }
    const points = 100 * (1 - (2 * matched[0]!.pairs) / all);
    return { measure: 'agreement', points, fp32: detections.a, int8: detections.b, frames: frames.length };
  });
}

function comparedWith<T>(
  fp32: ResolvedModel,
  home: string,
  look: (model: ResolvedModel, home: string) => Promise<T>,
  compare: (before: T, after: T) => QuantizationLoss,
): LossMeasure {
  let before: Promise<T> | null = null;
  const known = new Map<string, Promise<QuantizationLoss>>();
  const measured = async (int8: ResolvedModel, cacheHome: string) => {
    before ??= look(fp32, home);
    return compare(await before, await look(int8, cacheHome));
  };
  return (int8, cacheHome) => {
    const { modelSha256 } = int8.manifest;
    const loss = known.get(modelSha256) ?? measured(int8, cacheHome);
    known.set(modelSha256, loss);
    return loss;
  };
}

async function detectionsOf(detector: ThreadedDetector, frames: readonly CalibrationFrame[]) {
  const { input, resize } = detector.manifest;
  const found = [];
  for (const { pixels, source } of frames) {
    // The detector takes the bytes away.
    const frame = { width: input.width, height: input.height, count: 1, pixels: pixels.slice() };
    const result = await detector.detect(frame, { ...DETECT_THRESHOLDS, sources: [source], resize });
    found.push(result.frames[0]!);
  }
  return found;
}

async function using<T>(
  model: ResolvedModel,
  { home, threads }: DetectorPlace,
  action: (detector: ThreadedDetector) => Promise<T>,
): Promise<T> {
  const detector = await ThreadedDetector.load({ model, home, session: { threads, allowSpinning: false } });
  try {
    return await action(detector);
  } finally {
    await detector.close();
  }
}
