import { findFfmpeg } from '../producer/ffmpeg/find-ffmpeg.ts';
import { checkRedis } from '../queue/check-redis.ts';
import { prepareRuns } from './prepare-runs.ts';
import type { InputEnd, RunEvents, StopSignals } from './run-events.ts';
import { type Fleet, runInputs } from './run-inputs.ts';
import type { RunOptions } from './run-options.ts';

export interface FleetRunOptions extends RunOptions, Fleet {
  /** Whether to stay until every frame is accounted for. */
  readonly wait: boolean;
}

/**
 * Produces for a fleet: its workers detect, its results service stores.
 *
 * @throws {FramefleetError} before anything is run
 */
export async function produce(options: FleetRunOptions, signals: StopSignals, events: RunEvents): Promise<InputEnd[]> {
  await checkRedis(options.redisUrl, options.namespace);
  const prepared = await prepareRuns(options, findFfmpeg(options.ffmpegPath), false, events);
  events.onBegin(prepared.runs.map(({ input }) => input));
  const { wait } = options;
  return runInputs({ prepared, options, fleet: options, payloadFolder: null, wait, signals, events });
}
