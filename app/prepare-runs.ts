import { classFilter } from '../model/heads/class-filter.ts';
import { SEGMENT_TIME_LENGTH } from '../producer/camera/segment-name.ts';
import { type Ffmpeg, findFfmpeg } from '../producer/ffmpeg/find-ffmpeg.ts';
import { withHardwareDecoding } from '../producer/ffmpeg/hardware-decoding.ts';
import { expandInputs, type Input } from '../producer/input/inputs.ts';
import { ConfigError } from '../shared/errors.ts';
import type { Size } from '../shared/geometry.ts';
import type { ModelManifest } from '../shared/model-manifest.ts';
import { isSameSize, resized } from '../shared/network-size.ts';
import { MAX_RUN_ID_LENGTH, type ModelFacts } from '../shared/run.ts';
import { int8Model } from './calibrate/calibrate-on-run.ts';
import type { WorkEvents } from './events.ts';
import { choiceFaults } from './frame-choice.ts';
import { namedModel } from './named-model.ts';
import { type RunOptions, runSettingsOf } from './run-options.ts';

/** Everything that is checked before anything is started. */
export interface PreparedRuns {
  readonly inputs: readonly Input[];
  /** At the size that was asked for. */
  readonly manifest: ModelManifest;
  /** As the store keeps it. */
  readonly model: ModelFacts;
  /** `null`: the model's own. */
  readonly size: Size | null;
  readonly ffmpeg: Ffmpeg;
}

/**
 * Finds inputs, ffmpeg and model.
 *
 * @param mayCalibrate - whether a model without an int8 graph gets one, of the inputs' own frames
 * @throws {FramefleetError} `INPUT_NOT_FOUND`, `FFMPEG_MISSING`, `CONFIG_INVALID` for flags that do not fit the inputs, the model or
 *   this machine, and what `namedModel` throws
 */
export async function prepareRuns(
  options: RunOptions,
  mayCalibrate: boolean,
  events: WorkEvents,
): Promise<PreparedRuns> {
  const [inputs, ffmpeg] = await Promise.all([
    expandInputs(options.inputs, {
      live: options.live,
      realtime: options.realtime,
      onNote: (text) => events.onNote(text),
    }),
    findFfmpeg(options.ffmpegPath).then((ffmpeg) => withHardwareDecoding(ffmpeg, options.hwaccel)),
  ]);
  requireFitting(options, inputs);
  const fp32 = await namedModel(options.model, options.home, events);
  classFilter(fp32.manifest.labels, options.classes);
  if (options.precision === 'int8') {
    const { start, end, resize } = runSettingsOf(options, fp32.manifest.resize, null);
    const wanted = { reference: options.model, model: fp32.manifest, size: options.size };
    const run = mayCalibrate ? { inputs, ffmpeg, start, end, resize } : null;
    const { manifest } = await int8Model(fp32, wanted, options.home, run, events);
    return { inputs, manifest, model: factsOf(manifest, 'int8'), size: null, ffmpeg };
  }
  const manifest = resized(fp32.manifest, options.size);
  const size = options.size && !isSameSize(options.size, fp32.manifest.input) ? options.size : null;
  // a quantised model may be asked for by its own name too
  const precision = /-int8(-\d+x\d+)?$/.test(manifest.modelId) ? 'int8' : 'fp32';
  return { inputs, manifest, model: factsOf(fp32.manifest, precision), size, ffmpeg };
}

function factsOf(
  { modelId, modelSha256, labels, input }: ModelManifest,
  precision: ModelFacts['precision'],
): ModelFacts {
  return { modelId, modelSha256, labels, width: input.width, height: input.height, precision };
}

/** @throws {ConfigError} `CONFIG_INVALID` with all faults */
function requireFitting(options: RunOptions, inputs: readonly Input[]): void {
  const { run, duration, segment, startsAt } = options;
  const faults = choiceFaults(options);
  const several = inputs.length > 1;
  const recording = inputs.find(({ kind }) => kind !== 'camera');
  if (run !== null && several)
    faults.push(`Expected \`--run\` to name the run of one input, got ${inputs.length} inputs.`);
  if (startsAt !== null && several) {
    faults.push(`Expected \`--starts-at\` to be the beginning of one input, got ${inputs.length} inputs.`);
  }
  if (duration !== null && recording) {
    faults.push(`Expected \`--duration\` with cameras only, got \`${recording.uri}\`: a recording ends at \`--end\`.`);
  }
  if (segment !== null && recording) {
    faults.push(`Expected \`--segment\` with cameras only, got \`${recording.uri}\`.`);
  }
  if (segment !== null && segment < 1) faults.push(`Expected \`--segment\` to be a second at least, got ${segment} s.`);
  if (segment !== null && run !== null && run.length > MAX_RUN_ID_LENGTH - SEGMENT_TIME_LENGTH) {
    const most = MAX_RUN_ID_LENGTH - SEGMENT_TIME_LENGTH;
    faults.push(`Expected \`--run\` with \`--segment\` to have ${most} letters at most, got ${run.length}.`);
  }
  if (faults.length > 0) throw new ConfigError('CONFIG_INVALID', faults.join('\n'));
}
