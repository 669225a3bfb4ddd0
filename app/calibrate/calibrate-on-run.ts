import type { ResolvedModel } from '../../model/files/resolved-model.ts';
import { notQuantized, quantizedAt, type SizedReference } from '../../model/store/quantized-models.ts';
import type { Ffmpeg } from '../../producer/ffmpeg/find-ffmpeg.ts';
import type { Input } from '../../producer/input/inputs.ts';
import { resized } from '../../shared/network-size.ts';
import type { RunSettings } from '../../shared/run.ts';
import type { WorkEvents } from '../events.ts';

/** As `model quantize` takes by default. */
const FRAMES = 64;

/** What a run looks at. */
export interface CalibrationRun extends Pick<RunSettings, 'start' | 'end' | 'resize'> {
  readonly inputs: readonly Input[];
  readonly ffmpeg: Ffmpeg;
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
  events: Pick<WorkEvents, 'onNote' | 'onProgress'>,
): Promise<ResolvedModel> {
  const wanted = { reference, model, size };
  const found = await quantizedAt(home, wanted);
  if (found) return found;
  if (run === null)
    throw notQuantized(wanted, 'The workers of a fleet have to have the same one, so none is made here.');
  if (run.inputs.some(({ kind }) => kind === 'camera')) {
    throw notQuantized(wanted, 'A camera cannot be read twice, so none is made of it: record some minutes first.');
  }
  events.onNote(
    `\`${reference}\` has no int8 graph yet. One is made of frames of the input first, and kept for later runs.`,
  );
  // loaded only now: the runtime and the compiler are among it, and later runs need none of it
  const [{ framesOfInputs }, { lossSentence }, { quantizeOnFrames }, { ownWeightBits }, { RANGE_METHODS }] =
    await Promise.all([
      import('./calibration-frames.ts'),
      import('./quantization-report.ts'),
      import('./quantize-on-frames.ts'),
      import('../../model/quantization/cpu-weight-bits.ts'),
      import('../../model/quantization/value-range.ts'),
    ]);
  const frames = await framesOfInputs(run.inputs, FRAMES, resized(model, size).input, run, run.ffmpeg);
  const request = { home, reference, fp32, size, frames, framesOf: 'the input', labelled: null, maxLoss: null };
  const choices = { methods: RANGE_METHODS, weightBits: await ownWeightBits(), floatLayers: [], keepsExisting: true };
  const { report } = await quantizeOnFrames({ ...request, ...choices }, events);
  events.onNote(lossSentence(report.loss));
  // As it will be found by later runs, and by whoever made one at the same time.
  const made = await quantizedAt(home, wanted);
  if (!made) throw notQuantized(wanted);
  return made;
}
