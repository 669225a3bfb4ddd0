import { classFilter } from '../model/heads/class-filter.ts';
import type { Ffmpeg } from '../producer/ffmpeg/find-ffmpeg.ts';
import { withHardwareDecoding } from '../producer/ffmpeg/hardware-decoding.ts';
import { expandInputs, type Input, picturesOf, withStream } from '../producer/input/inputs.ts';
import type { ProduceOptions } from '../producer/produce-options.ts';
import type { RecordingSource } from '../producer/recording/recording-source.ts';
import { FramefleetError } from '../shared/errors.ts';
import type { Size } from '../shared/geometry.ts';
import type { ModelManifest } from '../shared/model-manifest.ts';
import { isSameSize, resized } from '../shared/network-size.ts';
import type { ModelFacts } from '../shared/run.ts';
import { int8Model } from './calibrate/calibrate-on-run.ts';
import type { WorkEvents } from './events.ts';
import { faultsOf, repeatedNames, requireNone } from './job-faults.ts';
import { namedModel } from './named-model.ts';
import { type RunOptions, runSettingsOf } from './run-options.ts';

/** A model as runs use it. */
export interface PreparedModel {
  /** As the user named it. */
  readonly reference: string;
  /** At the size that was asked for. */
  readonly manifest: ModelManifest;
  /** As the store keeps it. */
  readonly model: ModelFacts;
  /** `null`: the model's own. */
  readonly size: Size | null;
}

/** An input, and all that holds for its run. */
export interface PreparedRun extends PreparedModel {
  readonly input: Input;
  readonly options: RunOptions;
  /** A recording that is being looked at already, and decoded. */
  readonly source?: Promise<RecordingSource>;
}

/** Which frames of its input a run takes, and for what size. */
export function frameOptionsOf({ options, manifest, size }: PreparedRun): Pick<ProduceOptions, 'network' | 'settings'> {
  const { width, height } = manifest.input;
  return { network: { width, height }, settings: runSettingsOf(options, manifest.resize, size) };
}

/** Everything that is checked before anything is started. */
export interface PreparedRuns {
  readonly runs: readonly PreparedRun[];
  /** Those that the runs use, in the order in which they come. */
  readonly models: readonly PreparedModel[];
  readonly ffmpeg: Ffmpeg;
}

/** Inputs for which the same options hold. */
interface Group {
  readonly options: RunOptions;
  readonly inputs: readonly Input[];
  /** The place in a manifest; `null`: the command line. */
  readonly where: string | null;
}

/**
 * Finds inputs and models.
 *
 * @param found - as of `findFfmpeg`, which takes a while: it may have been asked before
 * @param mayCalibrate - whether a model without an int8 graph gets one, of the inputs' own frames
 * @throws {FramefleetError} `INPUT_NOT_FOUND`, `FFMPEG_MISSING`, `CONFIG_INVALID` for flags that do not fit the inputs, the model or
 *   this machine, and what `namedModel` throws
 */
export async function prepareRuns(
  options: RunOptions,
  found: Promise<Ffmpeg>,
  mayCalibrate: boolean,
  events: WorkEvents,
): Promise<PreparedRuns> {
  found.catch(() => undefined); // inputs that are not there are told first
  const groups = await groupsOf(options, events);
  const ffmpeg = await withHardwareDecoding(await found, options.hwaccel);
  requireNone([
    ...groups.flatMap(({ options, inputs, where }) => faultsOf(options, inputs, where)),
    ...(options.jobs.length > 0 ? repeatedNames(groups) : []),
  ]);
  const models = new Map<string, PreparedModel>();
  const runs: PreparedRun[] = [];
  for (const { options, inputs, where } of groups) {
    const key = JSON.stringify([options.model, options.precision, options.size]);
    const known = models.get(key);
    if (known) await placed(where, () => classFilter(known.manifest.labels, options.classes));
    const prepare = () => prepareModel(options, inputs, mayCalibrate ? ffmpeg : null, events);
    const model = known ?? (await placed(where, prepare));
    models.set(key, model);
    runs.push(...inputs.map((input) => ({ ...model, input, options })));
  }
  if (options.watch) models.set('watch', await prepareModel(options, [], null, events));
  return { runs, models: [...models.values()], ffmpeg };
}

async function groupsOf(options: RunOptions, events: WorkEvents): Promise<Group[]> {
  const { live, realtime } = options;
  const onNote = (text: string): void => events.onNote(text);
  const named = { inputs: options.inputs, settings: {}, where: null };
  const groups: Group[] = [];
  for (const { inputs, settings, where } of [...(options.inputs.length > 0 ? [named] : []), ...options.jobs]) {
    const found = await placed(where, () => expandInputs(inputs, { live, realtime, onNote, pictures: true }));
    const own = { ...options, ...settings };
    groups.push({ options: own, inputs: found.map((input) => withStream(input, own)), where });
  }
  return groups;
}

/** What `call` gives; an error of ours says where in a manifest it belongs to. */
async function placed<T>(where: string | null, call: () => T | Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    if (where === null || !(cause instanceof FramefleetError)) throw cause;
    throw new FramefleetError(cause.code, `${where}: ${cause.message}`, { cause });
  }
}

/** @param calibrating - the ffmpeg to read frames with for a model that has no int8 graph; `null` where none may be made */
async function prepareModel(
  options: RunOptions,
  inputs: readonly Input[],
  calibrating: Ffmpeg | null,
  events: WorkEvents,
): Promise<PreparedModel> {
  const reference = options.model;
  const fp32 = await namedModel(reference, options.home, events);
  classFilter(fp32.manifest.labels, options.classes);
  if (options.precision === 'int8') {
    const { start, end, resize } = runSettingsOf(options, fp32.manifest.resize, null);
    const wanted = { reference, model: fp32.manifest, size: options.size };
    const files = inputs.flatMap((input) => (input.kind === 'pictures' ? picturesOf(input) : [input]));
    const run = calibrating ? { inputs: files, ffmpeg: calibrating, start, end, resize } : null;
    const { manifest } = await int8Model(fp32, wanted, options.home, run, events);
    return { reference, manifest, model: factsOf(manifest, 'int8'), size: null };
  }
  const manifest = resized(fp32.manifest, options.size);
  const size = options.size && !isSameSize(options.size, fp32.manifest.input) ? options.size : null;
  // a quantised model may be asked for by its own name too
  const precision = /-int8(-\d+x\d+)?$/.test(manifest.modelId) ? 'int8' : 'fp32';
  return { reference, manifest, model: factsOf(fp32.manifest, precision), size };
}

function factsOf(
  { modelId, modelSha256, labels, input }: ModelManifest,
  precision: ModelFacts['precision'],
): ModelFacts {
  return { modelId, modelSha256, labels, width: input.width, height: input.height, precision };
}
