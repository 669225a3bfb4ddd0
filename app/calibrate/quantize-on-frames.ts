import { loadDarknetFiles } from '../../model/darknet/darknet-files.ts';
import type { LabelledImages } from '../../model/evaluation/labelled-image.ts';
import type { ResolvedModel } from '../../model/files/resolved-model.ts';
import type { QuantizationChoice, QuantizationRequest } from '../../model/quantization/choose-quantization.ts';
import { quantizeModel } from '../../model/quantization/quantize-model.ts';
import { usableCores } from '../../model/runtime/cpu-quota.ts';
import { quantizedId } from '../../model/store/quantized-models.ts';
import { namedFiles } from '../../model/store/registered-models.ts';
import { ConfigError, ModelError } from '../../shared/errors.ts';
import type { Size } from '../../shared/geometry.ts';
import { isSameSize, resized } from '../../shared/network-size.ts';
import type { WorkEvents } from '../events.ts';
import type { CalibrationFrame } from './calibration-frames.ts';
import { agreementLoss, precisionLoss, type QuantizationLoss } from './quantization-loss.ts';
import { lossSentence, type QuantizationReport } from './quantization-report.ts';
import { LEAST_FRAMES, splitFrames } from './split-frames.ts';
import { unusedImages } from './unused-images.ts';

const MAX_LOSS = { AP50: 1, agreement: 10 } as const;

export interface CalibrationFramesRequest extends Pick<QuantizationRequest, 'methods' | 'weightBits' | 'floatLayers'> {
  readonly home: string;
  /** How the user names the model. */
  readonly reference: string;
  /** The model in floats, at its own size. */
  readonly fp32: ResolvedModel;
  /** To quantise at; `null`: the model's own. */
  readonly size: Size | null;
  readonly frames: readonly CalibrationFrame[];
  /** Where they come from, for messages. */
  readonly framesOf: string;
  /** To measure the loss on, but for those among `frames`; `null`: agreement with fp32 on frames kept for it. */
  readonly labelled: LabelledImages | null;
  /** Points; `null`: the default of the measure. */
  readonly maxLoss: number | null;
  /** Whether a model that another process has made meanwhile is as good. */
  readonly keepsExisting: boolean;
}

/**
 * Quantises a model on some frames, compares it with the one in floats on others and keeps it when it is near enough. What is
 * compared has chosen nothing, neither ranges, nor the method, nor layers in floats.
 *
 * @throws {ConfigError} `CONFIG_INVALID` for too few frames, or such as show nothing
 * @throws {ModelError} `MODEL_LOSS_TOO_HIGH` when it is not; then nothing is changed
 */
export async function quantizeOnFrames(
  demand: CalibrationFramesRequest,
  events: Pick<WorkEvents, 'onNote' | 'onProgress'>,
): Promise<{ readonly model: ResolvedModel; readonly report: QuantizationReport }> {
  const { home, reference, frames, framesOf, size, labelled, methods, weightBits, floatLayers } = demand;
  if (frames.length < LEAST_FRAMES) {
    throw new ConfigError(
      'CONFIG_INVALID',
      `Expected ${framesOf} to give at least ${LEAST_FRAMES} frames to calibrate on, got ${frames.length}.`,
    );
  }
  const fp32 = { ...demand.fp32, manifest: resized(demand.fp32.manifest, size) };
  const sources = await loadDarknetFiles(await namedFiles(reference, home), size);
  const { calibration, validation, test } = splitFrames(frames, labelled !== null);
  const threads = usableCores();
  const place = { home, threads };
  const scored = labelled && (await unusedImages(labelled, [...calibration, ...validation]));
  const lossOf = scored ? precisionLoss(fp32, scored, place) : agreementLoss(fp32, test, framesOf, place);
  const trialLoss = agreementLoss(fp32, validation, null, place);
  const maxLoss = demand.maxLoss ?? MAX_LOSS[labelled ? 'AP50' : 'agreement'];

  events.onNote(
    `Calibrating on ${calibration.length} frames of ${framesOf}, choosing by ${validation.length} others` +
      (scored ? '.' : `, comparing on ${test.length} that choose nothing.`),
  );
  if (labelled && scored && scored.images.length < labelled.images.length) {
    const used = labelled.images.length - scored.images.length;
    events.onNote(`${used} of ${labelled.images.length} labelled images are calibrated on, and left out of the score.`);
  }
  let found: { loss: QuantizationLoss; choice: QuantizationChoice } | null = null;
  const model = await quantizeModel(home, {
    manifest: fp32.manifest,
    modelId: quantizedId(demand.fp32.manifest, size),
    sources,
    frames: calibration.map(({ pixels }) => pixels),
    validation: validation.map(({ pixels }) => pixels),
    methods,
    weightBits,
    floatLayers,
    threads,
    keepsExisting: demand.keepsExisting,
    lossOf: async (trial, cacheHome) => (await trialLoss(trial, cacheHome)).points,
    onFrame: (done, total) => events.onProgress({ name: 'calibration', unit: 'frames', done, total }),
    async accept(made, choice) {
      const loss = await lossOf(made, home);
      if (loss.points > maxLoss) throw tooLossy(reference, loss, maxLoss);
      found = { loss, choice };
    },
  });
  const { loss, choice } = found!;
  const { width, height } = fp32.manifest.input;
  const kindOf = (layer: number) => sources.network.layers[layer]!.kind;
  const report: QuantizationReport = {
    model: reference,
    size: { width, height },
    isOwnSize: isSameSize(fp32.manifest.input, demand.fp32.manifest.input),
    quantized: model.manifest.modelId,
    modelSha256: model.manifest.modelSha256,
    weightBits,
    calibrationFrames: calibration.length,
    validationFrames: validation.length,
    method: choice.candidates[0]!.method,
    isEqualized: choice.candidates[0]!.isEqualized,
    candidates: choice.candidates.map(({ graph: _, ...candidate }) => candidate),
    layers: choice.layers.map((one) => ({ ...one, kind: kindOf(one.layer) })),
    floatLayers: choice.floatLayers,
    trials: choice.trials,
    loss,
    maxLoss,
  };
  return { model, report };
}

function tooLossy(name: string, loss: QuantizationLoss, maxLoss: number): ModelError {
  return new ModelError(
    'MODEL_LOSS_TOO_HIGH',
    `Expected int8 to lose at most ${maxLoss} points on \`${name}\`, got ${loss.points.toFixed(2)}. ${lossSentence(loss)} ` +
      'Calibrate with more frames or with such as are looked at (`framefleet model quantize`), try another `--method`, or raise `--max-loss`.',
  );
}
