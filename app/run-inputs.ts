import { ResultsClient } from '../client/results-client.ts';
import type { Input } from '../producer/input/inputs.ts';
import type { ProducedRun, ProducePorts } from '../producer/produce-options.ts';
import { produceRun } from '../producer/produce-run.ts';
import { BullMqFrameQueue } from '../queue/bullmq-frame-queue.ts';
import { queueNames } from '../queue/queue-names.ts';
import { parseRedisUrl } from '../queue/redis-address.ts';
import type { GivenTokens } from '../shared/access.ts';
import { FramefleetError } from '../shared/errors.ts';
import { parseResultsUrl } from '../shared/results-address.ts';
import type { ResultsReader } from '../shared/results-reader.ts';
import { modelKeyOf } from '../shared/worker-status.ts';
import { exactCodecOf } from './frame-codec-options.ts';
import { HoldUpWatch } from './hold-up-watch.ts';
import { fixedPace, mostDecoders, workersPace } from './parallel/pace.ts';
import { runAtOnce } from './parallel/run-at-once.ts';
import { RunTurns } from './parallel/run-turns.ts';
import { frameOptionsOf, type PreparedRun, type PreparedRuns } from './prepare-runs.ts';
import type { InputEnd, RunEvents, StopSignals } from './run-events.ts';
import { cameraOptionsOf, type RunOptions } from './run-options.ts';
import { summaryOf } from './run-summary.ts';
import { Arrivals } from './watch/arrivals.ts';

/** How long Redis or the results service may be away before a run gives up; they may be starting anew. */
const PATIENCE_MS = 15_000;
/** Workers are started when the first run is open; until they are heard of, they are not missed. */
const WORKERS_START_MS = 4_000;
const MIB = 2 ** 20;

/** Where the queue, the results and the workers are. */
export interface Fleet extends GivenTokens {
  readonly redisUrl: string;
  readonly resultsUrl: string;
  readonly namespace: string;
}

interface InputPorts extends ProducePorts {
  readonly reader: ResultsReader;
  readonly turns: RunTurns;
}

/** How runs are made, beside their options. */
export interface RunContext {
  readonly prepared: PreparedRuns;
  readonly options: RunOptions;
  readonly fleet: Fleet;
  /** As of `FrameQueueOptions`. */
  readonly payloadFolder: string | null;
  /** Whether every run is followed until its last frame is accounted for. */
  readonly wait: boolean;
  /** Where these are aborted with a `FramefleetError`, whoever aborted them tells it. */
  readonly signals: StopSignals;
  readonly events: Pick<RunEvents, 'onRunOpen' | 'onRunProgress' | 'onInputEnd' | 'onNote' | 'onHoldUp'>;
}

/**
 * Runs every camera from the start, and the recordings in the order given, as many at once as the options say; an input that fails
 * does not keep the others from being run. Files that come into a watched folder are run until the command is stopped.
 *
 * @returns how all inputs ended, those of a watched folder left out, which are only told
 *
 * @throws {FramefleetError} `QUEUE_UNREACHABLE`
 */
export async function runInputs(context: RunContext): Promise<InputEnd[]> {
  const { prepared, options, fleet, payloadFolder, events } = context;
  const results = new ResultsClient(parseResultsUrl(fleet.resultsUrl, fleet), PATIENCE_MS);
  const queue = await BullMqFrameQueue.connect(parseRedisUrl(fleet.redisUrl), {
    names: queueNames(fleet.namespace),
    maxQueuedBytes: options.maxQueuedMb * MIB,
    patienceMs: PATIENCE_MS,
    priority: options.priority,
    payloadFolder,
  });
  let openedAt: number | null = null;
  const needsWorkers = () => context.wait && openedAt !== null && performance.now() - openedAt > WORKERS_START_MS;
  const modelKeys = prepared.models.map(({ model, size }) => modelKeyOf(model.modelSha256, size));
  const looks = [
    () => queue.holdUp(null),
    () => results.holdUp(),
    ...modelKeys.map((modelKey) => async () => (needsWorkers() ? queue.holdUp(modelKey) : null)),
  ];
  const watch = new HoldUpWatch(looks, (holdUp) => events.onHoldUp(holdUp));
  const onRunOpen: RunEvents['onRunOpen'] = (input, run) => {
    openedAt ??= performance.now();
    events.onRunOpen(input, run);
  };
  const ends: InputEnd[] = [];
  const onNote = (text: string) => events.onNote(`framefleet: ${text}`);
  if (options.watch) {
    const { folder, settleSeconds } = options.watch;
    onNote(`watching \`${folder}\`: a file is taken once it has not changed for ${settleSeconds} s`);
  }
  const arrivals = options.watch && new Arrivals(options.watch, prepared.models[0]!, options, onNote);
  const tell = (end: InputEnd) => {
    arrivals?.onEnd(end);
    if (!arrivals) ends.push(end); // what comes in for months is told, and not kept
    if (end.kind !== 'not begun') events.onInputEnd(end);
  };
  const ports = {
    queue,
    ledger: results.ledger,
    carrier: results.carrier,
    reader: results.reader,
    turns: new RunTurns(),
  };
  const told = { ...context, events: { ...events, onRunOpen } };
  const runInput = (run: PreparedRun, onQueued = () => {}) => tellEnds(ports, told, run, tell, onQueued);
  const cameras = prepared.runs.filter(({ input }) => input.kind === 'camera');
  const recordings = prepared.runs.filter(({ input }) => input.kind !== 'camera');
  try {
    const pace = options.parallel === null ? workersPace(queue, mostDecoders()) : fixedPace(options.parallel);
    await Promise.all([
      ...cameras.map((camera) => runInput(camera)),
      runAtOnce(
        arrivals?.runs(results.ledger, context.signals.stop) ?? recordings,
        runInput,
        pace,
        context.signals.stop,
      ),
    ]);
    return ends;
  } finally {
    watch.close();
    await queue.close();
    await results.close();
  }
}

/**
 * @param tell - is told how each run of the input ended, or why there is none
 * @param onQueued - called when its last frame is on the queue, if it gets so far
 */
async function tellEnds(
  ports: InputPorts,
  context: RunContext,
  run: PreparedRun,
  tell: (end: InputEnd) => void,
  onQueued: () => void,
): Promise<void> {
  const { signals } = context;
  const { input } = run;
  if (signals.stop.aborted) return tell({ input, kind: 'not begun' });
  try {
    await runOne(ports, context, run, tell, onQueued);
  } catch (error) {
    const isToldElsewhere = signals.abort.reason instanceof FramefleetError;
    tell(isToldElsewhere ? { input, kind: 'not begun' } : { input, kind: 'failed', error });
  }
}

async function runOne(
  ports: InputPorts,
  { prepared: { ffmpeg }, wait, signals, events }: RunContext,
  run: PreparedRun,
  tell: (end: InputEnd) => void,
  onQueued: () => void,
): Promise<void> {
  const { input, options, model, source } = run;
  let storedBefore: number | null = null;
  const segmentEnds: Promise<void>[] = [];
  let endTurn = (): void => undefined;
  const produced = await produceRun(ports, {
    input,
    ffmpeg,
    source,
    ...frameOptionsOf(run),
    model,
    runId: options.run,
    force: options.force,
    carry: options.carry,
    exactCodec: exactCodecOf(options),
    wait,
    durationSeconds: options.duration,
    camera: cameraOptionsOf(options),
    startsAt: options.startsAt,
    stop: signals.stop,
    abort: signals.abort,
    async onIdentified(runId) {
      endTurn = await ports.turns.take(runId);
    },
    onOpen(run) {
      storedBefore = run.storedFrames;
      events.onRunOpen(input, run);
    },
    onQueued,
    onProgress: (progress) => events.onRunProgress(input, progress),
    onNote: (text) => events.onNote(`framefleet: ${input.uri}: ${text}`),
    onSegment(run) {
      const elapsedSeconds = (Date.now() - Date.parse(run.recordedAt ?? run.createdAt)) / 1000;
      const outcome = run.state === 'complete' ? 'complete' : wait ? 'stopped' : 'produced';
      const end = runEndOf(ports, input, { run, outcome, notes: [], elapsedSeconds }, 0).then(tell);
      end.catch(() => undefined); // told when the capture has ended
      segmentEnds.push(end);
    },
  }).finally(() => endTurn());
  await Promise.all(segmentEnds);
  tell(await runEndOf(ports, input, produced, storedBefore));
}

/** @param storedBefore - `null`: nothing was left to do */
async function runEndOf(
  { reader }: InputPorts,
  input: Input,
  { run, outcome, notes, elapsedSeconds }: ProducedRun,
  storedBefore: number | null,
): Promise<InputEnd> {
  const latency = input.kind === 'camera' ? await reader.latency(run.runId) : null;
  return {
    input,
    kind: 'run',
    summary: summaryOf(run, storedBefore ?? run.storedFrames, elapsedSeconds, latency),
    outcome: storedBefore === null ? 'complete before' : outcome,
    notes,
    failures: run.failedFrames > 0 ? await reader.failures(run.runId) : [],
  };
}
