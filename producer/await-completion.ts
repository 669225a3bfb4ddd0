import type { RunGeneration, RunRecord } from '../shared/run.ts';
import { pause } from './pause.ts';
import type { RunPorts } from './produce-options.ts';
import { LossWatch } from './recording/loss-watch.ts';
import type { RunProgress } from './run-progress.ts';

/**
 * The ledger is asked after a third of the time that seems left, so that the end is seen soon and a long run is left in peace; while nothing is
 * done, after an eighth of the time that has passed. The end of a short wait is seen sooner than that of a long one, which may be stuck.
 */
const pollShare = 1 / 3;
const firstPollShare = 1 / 8;
const shortestPollShare = 1 / 50;
const shortestPollMs = [40, 100] as const;
const longestPollMs = 1000;

/**
 * Polls the ledger until it accounts for every sampled frame; chunks that are lost on the way are given to `repair`.
 *
 * @param chunkCount - of the run
 * @param repair - puts these chunks (ascending) on the queue again, or accounts for them
 * @returns the run, complete unless `abort` came
 * @throws {QueueError} `QUEUE_UNREACHABLE` when chunks are lost again and again while nothing is stored
 */
export async function awaitCompletion(
  ports: RunPorts,
  generation: RunGeneration,
  chunkCount: number,
  progress: RunProgress,
  repair: (chunkIndexes: readonly number[]) => Promise<void>,
  abort: AbortSignal,
): Promise<RunRecord> {
  const startedAt = performance.now();
  let accountedAtStart: number | null = null;
  const watch = new LossWatch(ports, generation);
  const put = chunkCount > 0 ? [{ first: 0, last: chunkCount - 1 }] : [];
  for (;;) {
    const run = await ports.ledger.read(generation.runId);
    await progress.report(run);
    if (run.state === 'complete' || abort.aborted) return run;
    const accounted = run.storedFrames + run.failedFrames + run.droppedFrames;
    accountedAtStart ??= accounted;
    if (watch.isDue) {
      const lost = await watch.search(put);
      if (lost.length > 0) await repair(lost);
      watch.rest();
    }
    const elapsedMs = performance.now() - startedAt;
    const left = run.sampledFrames === null ? 0 : run.sampledFrames - accounted;
    await pause(pollDelayMs(elapsedMs, accounted - accountedAtStart, left), abort);
  }
}

/** @param done - frames in `elapsedMs` */
function pollDelayMs(elapsedMs: number, done: number, left: number): number {
  const delayMs = done > 0 ? ((elapsedMs * left) / done) * pollShare : elapsedMs * firstPollShare;
  const [least, most] = shortestPollMs;
  const shortestMs = Math.min(most, Math.max(least, elapsedMs * shortestPollShare));
  return Math.min(longestPollMs, Math.max(shortestMs, delayMs));
}
