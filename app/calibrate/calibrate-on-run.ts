import { lossSentence } from '../../cli/output/quantization-report.ts';
import type { ResolvedModel } from '../../model/files/stored-model.ts';
import { ownWeightBits } from '../../model/quantization/cpu-weight-bits.ts';
import { RANGE_METHODS } from '../../model/quantization/value-range.ts';
import { notQuantized, quantizedAt, type SizedReference } from '../../model/store/quantized-model.ts';
import type { Input } from '../../producer/inputs.ts';
import { resized } from '../../shared/network-size.ts';
import type { RunSettings } from '../../shared/run.ts';
import { framesOfInputs } from './calibration-frames.ts';
import { quantizeOnFrames } from './quantize-on-frames.ts';

/** As `model quantize` takes by default. */
const FRAMES = 64;

/** What a run looks at. */
export interface CalibrationRun extends Pick<RunSettings, 'start' | 'end' | 'resize'> {
  readonly inputs: readonly Input[];
}

/**
 * The int8 graph of a model at a size; where there is none, it is made of the run's own frames and kept for later runs.
 *
 * @param run - `null` where nothing may be calibrated: others have to have the same graph
 * @throws {ModelError} `MODEL_NOT_FOUND` where there is none and cannot be one, `MODEL_INVALID` for a model without darknet's
 *   files, `MODEL_LOSS_TOO_HIGH`
 * @throws {ConfigError} `CONFIG_INVALID` for too few frames, or such as show nothing
 */
export async function int8Model(
  fp32: ResolvedModel,
  { reference, model, size }: SizedReference,
  home: string,
  run: CalibrationRun | null,
): Promise<ResolvedModel> {
  const wanted = { reference, model, size };
  const found = await quantizedAt(home, wanted);
  if (found) return found;
  if (run === null)
    throw notQuantized(wanted, 'The workers of a fleet have to have the same one, so none is made here.');
  if (run.inputs.some(({ kind }) => kind === 'camera')) {
    throw notQuantized(wanted, 'A camera cannot be read twice, so none is made of it: record some minutes first.');
  }
  process.stderr.write(
    `\`${reference}\` has no int8 graph yet. One is made of frames of the input first, and kept for later runs.\n`,
  );
  const { report } = await quantizeOnFrames({
    home,
    reference,
    fp32,
    size,
    frames: await framesOfInputs(run.inputs, FRAMES, resized(model, size).input, run),
    framesOf: 'the input',
    methods: RANGE_METHODS,
    weightBits: await ownWeightBits(),
    floatLayers: [],
    labelled: null,
    maxLoss: null,
    keepsExisting: true,
  });
  process.stderr.write(`${lossSentence(report.loss)}\n`);
  // As it will be found by later runs, and by whoever made one at the same time.
  const made = await quantizedAt(home, wanted);
  if (!made) throw notQuantized(wanted);
  return made;
}
