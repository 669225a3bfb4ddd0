import { ModelComparison } from '../../model/evaluation/agreement.ts';
import { evaluate } from '../../model/evaluation/evaluate.ts';
import type { LabelledImages } from '../../model/evaluation/labelled-image.ts';
import { darknetImage } from '../../model/evaluation/load-image.ts';
import type { ResolvedModel } from '../../model/files/resolved-model.ts';
import type { Detection } from '../../shared/detection.ts';
import { ConfigError } from '../../shared/errors.ts';
import type { CalibrationFrame } from './calibration-frames.ts';
import { type DetectorPlace, seenDetections, withDetector } from './seen-detections.ts';

/** What quantisation costs, in points of 100; each side's own figure beside it. */
export interface QuantizationLoss {
  readonly measure: 'AP50' | 'agreement';
  readonly points: number;
  /** AP50 of both in per cent, or the detections of both. */
  readonly fp32: number;
  readonly int8: number;
  /** Images or frames looked at; none of them chose anything. */
  readonly frames: number;
  /** Labelled objects, or detections of both together. */
  readonly objects: number;
  /** Whether that is too little for a figure to rely on. */
  readonly isRough: boolean;
}

/** With fewer objects, what may be lost by default is chance. */
const RELIABLE = { AP50: { frames: 100, objects: 1000 }, agreement: { frames: 8, objects: 100 } } as const;

/**
 * Measures a quantised model against the one in floats, each model once.
 *
 * @param cacheHome - takes the quantised model's optimised graph
 */
export type LossMeasure = (int8: ResolvedModel, cacheHome: string) => Promise<QuantizationLoss>;

/** AP50 that is lost on labelled images. */
export function precisionLoss(fp32: ResolvedModel, images: LabelledImages, place: DetectorPlace): LossMeasure {
  const scoreOf = async (model: ResolvedModel, home: string) => {
    const score = await withDetector(model, { ...place, home }, (detector) =>
      evaluate(detector, images, { load: darknetImage, clip: false, onImage: () => undefined }),
    );
    if (score.classes === 0) {
      throw new ConfigError(
        'CONFIG_INVALID',
        'Expected `--labels` to hold at least one object of a class of the model, got none.',
      );
    }
    return score;
  };
  return comparedWith(fp32, place.home, scoreOf, (before, after) => {
    const [a, b] = [100 * before.ap50, 100 * after.ap50];
    const looked = { frames: images.images.length, objects: before.objects };
    return { measure: 'AP50', points: a - b, fp32: a, int8: b, ...looked, isRough: isRough('AP50', looked) };
  });
}

/**
 * Share of the detections of both that have no partner of the same label and IoU ≥ 0.5 in the other.
 *
 * @param framesOf - where frames come from, for the message when they show nothing; `null`: then nothing is lost
 */
export function agreementLoss(
  fp32: ResolvedModel,
  frames: readonly CalibrationFrame[],
  framesOf: string | null,
  place: DetectorPlace,
): LossMeasure {
  const look = (model: ResolvedModel, home: string) => seenDetections(model, { ...place, home }, frames);
  return comparedWith(fp32, place.home, look, (before, after) => {
    const { detections, pairs } = compared(before, after);
    const all = detections.a + detections.b;
    if (all === 0 && framesOf !== null) {
      throw new ConfigError(
        'CONFIG_INVALID',
        `Expected the ${frames.length} frames of ${framesOf} that are kept for the comparison to show something that the model knows, got no detection at all. Give others to \`framefleet model quantize\`, or \`--images\` and \`--labels\`.`,
      );
    }
    const points = all === 0 ? 0 : 100 * (1 - (2 * pairs) / all);
    const looked = { frames: frames.length, objects: all };
    return {
      measure: 'agreement',
      points,
      fp32: detections.a,
      int8: detections.b,
      ...looked,
      isRough: isRough('agreement', looked),
    };
  });
}

function compared(before: readonly (readonly Detection[])[], after: readonly (readonly Detection[])[]) {
  const comparison = new ModelComparison();
  for (const [index, detections] of before.entries()) comparison.add(index, detections, after[index]!);
  const { detections, matched } = comparison.report();
  return { detections, pairs: matched[0]!.pairs };
}

function isRough(
  measure: QuantizationLoss['measure'],
  { frames, objects }: Pick<QuantizationLoss, 'frames' | 'objects'>,
): boolean {
  const least = RELIABLE[measure];
  return frames < least.frames || objects < least.objects;
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
