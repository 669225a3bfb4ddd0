import { pino } from 'pino';
import { reportFailure } from '../cli/failure.ts';
import { type ProgressDisplay, showProgress } from '../cli/output/progress.ts';
import { WorkDisplay } from '../cli/output/work-display.ts';
import { HttpLedger } from '../client/http-ledger.ts';
import { HttpReader } from '../client/http-reader.ts';
import { classFilter } from '../model/heads/class-filter.ts';
import { type Ffmpeg, findFfmpeg } from '../producer/find-ffmpeg.ts';
import { expandInputs, type Input } from '../producer/inputs.ts';
import type { ProducePorts } from '../producer/produce-options.ts';
import { produceRun } from '../producer/produce-run.ts';
import { BullMqFrameQueue } from '../queue/bullmq-frame-queue.ts';
import { queueNames } from '../queue/queue-names.ts';
import { parseRedisUrl } from '../queue/redis-connection.ts';
import { ConfigError } from '../shared/errors.ts';
import type { Size } from '../shared/geometry.ts';
import { createLogger, type Logger } from '../shared/logging.ts';
import type { ModelManifest } from '../shared/model-manifest.ts';
import { isSameSize, resized } from '../shared/network-size.ts';
import { parseResultsUrl } from '../shared/results-address.ts';
import type { ChunkFailure, ModelFacts } from '../shared/run.ts';
import { int8Model } from './calibrate/calibrate-on-run.ts';
import { namedModel } from './named-model.ts';
import { type RunFlags, runSettingsOf } from './run-flags.ts';
import { describeFailures, type RunReport, summaryOf } from './run-summary.ts';
import type { ShutdownSignals } from './shutdown-signals.ts';

/** How long Redis or the results service may be away before a run gives up; they may be starting anew. */
const PATIENCE_MS = 15_000;
const MIB = 2 ** 20;
/** What shells report of a program that Ctrl-C ended. */
const STOPPED = 130;

/** Everything that is checked before anything is started. */
export interface PreparedRuns {
  readonly inputs: readonly Input[];
  /** At the size that was asked for. */
  readonly manifest: ModelManifest;
  /** `null`: the model's own. */
  readonly size: Size | null;
  readonly ffmpeg: Ffmpeg;
}

/** Where the queue, the results and the workers are. */
export interface Fleet {
  readonly redisUrl: string;
  readonly resultsUrl: string;
  readonly namespace: string;
}

export interface RunAllOptions {
  readonly stopper: ShutdownSignals;
  readonly wait: boolean;
  /** Called as soon as a run turns out to have work left. */
  onWork(): void;
  readonly report: RunReport;
}

/** The log of the command line: warnings, on stderr. */
export function commandLog(): Logger {
  return createLogger('cli', 'warn', pino.destination({ dest: 2, sync: true }));
}

/**
 * @param options - `mayCalibrate`: whether a model without an int8 graph gets one, of the inputs' own frames
 * @throws {FramefleetError} `INPUT_NOT_FOUND`, `FFMPEG_MISSING`, `CONFIG_INVALID` for an unknown label or size, of the model
 */
export async function prepareRuns(
  names: readonly string[],
  flags: RunFlags,
  home: string,
  { mayCalibrate }: { readonly mayCalibrate: boolean },
): Promise<PreparedRuns> {
  const [inputs, ffmpeg] = await Promise.all([
    expandInputs(names, { live: flags.live }),
    findFfmpeg(process.env.FFMPEG_PATH || null),
  ]);
  if (flags.run !== undefined && inputs.length > 1) {
    throw new ConfigError(
      'CONFIG_INVALID',
      `Expected \`--run\` to name the run of one input, got ${inputs.length} inputs.`,
    );
  }
  const events = new WorkDisplay();
  const fp32 = await namedModel(flags.model, home, events);
  classFilter(fp32.manifest.labels, flags.classes ?? []);
  if (flags.precision === 'int8') {
    const { start, end, resize } = runSettingsOf(flags, fp32.manifest.resize, null);
    const wanted = { reference: flags.model, model: fp32.manifest, size: flags.size };
    const run = mayCalibrate ? { inputs, ffmpeg, start, end, resize } : null;
    const { manifest } = await int8Model(fp32, wanted, home, run, events);
    return { inputs, manifest, size: null, ffmpeg };
  }
  const manifest = resized(fp32.manifest, flags.size);
  const size = flags.size && !isSameSize(flags.size, fp32.manifest.input) ? flags.size : null;
  return { inputs, manifest, size, ffmpeg };
}

/**
 * Runs the recordings one after the other, and every camera from the start; an input that fails does not keep the
 * others from being run.
 *
 * @returns the exit code: that of the gravest failure
 * @throws {FramefleetError} `QUEUE_UNREACHABLE`
 */
export async function runAll(
  prepared: PreparedRuns,
  flags: RunFlags,
  fleet: Fleet,
  options: RunAllOptions,
): Promise<number> {
  const { stopper } = options;
  const ledger = new HttpLedger(parseResultsUrl(fleet.resultsUrl), PATIENCE_MS);
  const queue = await BullMqFrameQueue.connect(parseRedisUrl(fleet.redisUrl), {
    names: queueNames(fleet.namespace),
    maxQueuedBytes: flags.maxQueuedMb * MIB,
    patienceMs: PATIENCE_MS,
  });
  const cameras = prepared.inputs.filter(({ kind }) => kind === 'camera');
  const recordings = prepared.inputs.filter(({ kind }) => kind !== 'camera');
  const isAlone = cameras.length === 0 || prepared.inputs.length === 1;
  const runInput = async (input: Input): Promise<number> => {
    if (stopper.stop.aborted) return STOPPED;
    try {
      return await runOne({ queue, ledger }, fleet, input, prepared, flags, { ...options, isAlone });
    } catch (error) {
      return stopper.failure ? 0 : reportFailure(error);
    }
  };
  const inSequence = async (): Promise<number[]> => {
    const codes: number[] = [];
    for (const input of recordings) codes.push(await runInput(input));
    return codes;
  };
  try {
    const codes = await Promise.all([...cameras.map(runInput), inSequence()]);
    return Math.max(0, ...codes.flat(), stopper.failure ? reportFailure(stopper.failure) : 0);
  } finally {
    await queue.close();
    await ledger.close();
  }
}

async function runOne(
  ports: ProducePorts,
  fleet: Fleet,
  input: Input,
  { manifest, size, ffmpeg }: PreparedRuns,
  flags: RunFlags,
  { stopper, wait, onWork, report, isAlone }: RunAllOptions & { isAlone: boolean },
): Promise<number> {
  let display: ProgressDisplay | null = null;
  let storedBefore: number | null = null;
  const produced = await produceRun(ports, {
    input,
    ffmpeg,
    network: { width: manifest.input.width, height: manifest.input.height },
    model: modelFactsOf(manifest, flags.precision),
    settings: runSettingsOf(flags, manifest.resize, size),
    runId: flags.run ?? null,
    force: flags.force,
    wait,
    durationSeconds: flags.duration ?? null,
    stop: stopper.stop,
    abort: stopper.abort,
    onOpen: (run) => {
      onWork();
      storedBefore = run.storedFrames;
      display = showProgress(input.uri, run.storedFrames, { isAlone });
    },
    onProgress: (progress) => display?.update(progress),
  }).finally(() => display?.stop());
  const { run, outcome } = produced;
  const summary = summaryOf(run, storedBefore ?? run.storedFrames, produced.elapsedSeconds);
  report(summary, storedBefore === null ? 'complete before' : outcome);
  if (run.failedFrames > 0) process.stderr.write(describeFailures(await failuresOf(run.runId, fleet)));
  if (run.inputError !== null) process.stderr.write(`framefleet: ${run.uri}: ${run.inputError}\n`);
  if (outcome === 'stopped') return STOPPED;
  return run.failedFrames > 0 || run.inputError !== null ? 1 : 0;
}

function modelFactsOf(
  { modelId, modelSha256, labels, input }: ModelManifest,
  asked: RunFlags['precision'],
): ModelFacts {
  // a quantised model may be asked for by its own name too
  const precision = /-int8(-\d+x\d+)?$/.test(modelId) ? 'int8' : asked;
  return { modelId, modelSha256, labels, width: input.width, height: input.height, precision };
}

async function failuresOf(runId: string, { resultsUrl }: Fleet): Promise<ChunkFailure[]> {
  const reader = new HttpReader(parseResultsUrl(resultsUrl));
  try {
    return await reader.failures(runId);
  } finally {
    await reader.close();
  }
}
