import type { Ffmpeg } from '../../producer/ffmpeg/find-ffmpeg.ts';
import { checkRedis } from '../../queue/check-redis.ts';
import type { GivenTokens } from '../../shared/access.ts';
import type { Device } from '../../shared/device.ts';
import type { Preload } from '../../shared/preload.ts';
import { prepareGpu, requireGpuFor } from '../gpu.ts';
import { type PreparedRuns, prepareRuns } from '../prepare-runs.ts';
import type { InputEnd, RunEvents, StopSignals } from '../run-events.ts';
import { type Fleet, runInputs } from '../run-inputs.ts';
import type { RunOptions } from '../run-options.ts';
import { type BegunRuns, beginFirst } from './begin-first.ts';
import type { ChildContext } from './child-context.ts';
import { DaemonConnection, type DaemonOptions } from './daemon-connection.ts';
import type { DaemonProcess } from './daemon-process.ts';
import { findPayloadFolder } from './payload-folder.ts';
import type { WorkerPool } from './worker-pool.ts';

/** So few frames may be done by one worker before another is ready; where they are not, the others start after a while. */
const FEW_FRAMES = 32;
const OTHERS_AFTER_MS = 1000;

export interface LocalRunOptions extends RunOptions, GivenTokens {
  /** `null`: an embedded one. */
  readonly redisUrl: string | null;
  /** Results service of a fleet, where `redisUrl` is the fleet's too; `null`: this home's own. */
  readonly resultsUrl: string | null;
  /** What computes the model; no part of a run's settings. */
  readonly device: Device;
  /** `null`: by the number of cores. */
  readonly workers: number | null;
  /** Of each worker's model; `null`: cores / workers. */
  readonly threads: number | null;
}

/** Where queue and results are, and what has been begun already. */
export interface LocalFleet {
  readonly fleet: Fleet;
  /** Of this home, where its own Redis is used; else `null`. */
  readonly payloadNote: string | null;
  /** That of this home, which takes the results; `null`: a fleet's service does. */
  readonly daemon: (DaemonOptions & { readonly spare: DaemonProcess | null }) | null;
  /** As of `findFfmpeg`. */
  readonly ffmpeg: Promise<Ffmpeg>;
  /** Not told their model yet; whoever started them ends them where nothing is run. */
  readonly workers: WorkerPool;
}

/**
 * Runs some inputs with workers of this machine.
 *
 * @throws {FramefleetError} before anything is run, and `INFERENCE_FAILED` when workers end as soon as they start
 */
export async function runLocally(
  options: LocalRunOptions,
  { fleet, payloadNote, daemon: own, ffmpeg, workers }: LocalFleet,
  env: ChildContext['env'],
  signals: StopSignals,
  events: RunEvents,
): Promise<InputEnd[]> {
  const { home } = options;
  if (options.device === 'gpu') await requireGpuFor(options.precision, env);
  const prepared = await prepareRuns(options, ffmpeg, own !== null, events);
  if (options.device === 'gpu') {
    for (const { reference, model } of prepared.models) await prepareGpu(reference, home, model);
  }
  events.onBegin(prepared.runs.map(({ input }) => input));

  if (options.redisUrl !== null) await checkRedis(options.redisUrl, fleet.namespace);
  workers.tell(preloadOf(prepared));
  const { failing } = workers;
  const until = {
    stop: AbortSignal.any([signals.stop, failing]),
    abort: AbortSignal.any([signals.abort, failing]),
  };
  let daemon: DaemonConnection | null = null;
  let ends: InputEnd[];
  let others: NodeJS.Timeout | null = null;
  let telling: Promise<void> | undefined;
  let begun: BegunRuns | null = null;
  try {
    if (!options.watch) workers.start(1); // where that has not been done before
    begun = beginFirst(prepared, until.stop);
    const { runs } = begun;
    if (own) daemon = await DaemonConnection.open(own, { spare: own.spare, stop: until.stop });
    ends = until.stop.aborted
      ? runs.map(({ input }) => ({ input, kind: 'not begun' as const }))
      : await runInputs({
          ...{ prepared: { ...prepared, runs }, options, fleet, wait: true, signals: until },
          payloadFolder: payloadNote && (await findPayloadFolder(payloadNote)),
          events: {
            onRunOpen(input, run) {
              workers.start(1);
              others ??= setTimeout(() => workers.start(), OTHERS_AFTER_MS);
              events.onRunOpen(input, run);
            },
            onRunProgress(input, progress) {
              if ((progress.expectedFrames ?? Infinity) > FEW_FRAMES) workers.start();
              events.onRunProgress(input, progress);
            },
            onInputEnd: (end) => events.onInputEnd(end),
            onNote: (text) => events.onNote(text),
            onHoldUp: (holdUp) => events.onHoldUp(holdUp),
          },
        });
    if (!failing.aborted) telling = events.onEnd?.(ends);
  } finally {
    if (others) clearTimeout(others);
    await Promise.allSettled([workers.close(until.abort.aborted), telling, begun?.close()]);
    await daemon?.close();
  }
  failing.throwIfAborted();
  await telling;
  return ends;
}

function preloadOf({ models: [first] }: PreparedRuns): Preload {
  const { manifest, size } = first!;
  return { modelSha256: manifest.modelSha256, size };
}
