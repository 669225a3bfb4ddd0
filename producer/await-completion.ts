import { QueueError } from '../shared/errors.ts';
import { chunkIdOf } from '../shared/identity.ts';
import type { RunGeneration, RunRecord } from '../shared/run.ts';
import { isIn, missingChunks } from './missing-chunks.ts';
import { pause } from './pause.ts';
import type { ProducePorts } from './produce-options.ts';
import type { RunProgress } from './run-progress.ts';

/** The ledger is asked after an eighth of the time that seems left, so that the end is seen soon and a long run is left in peace. */
const pollShare = 1 / 8;
const shortestPollMs = 100;
const longestPollMs = 1000;
const searchMs = 2000;
const searchBatch = 500;
const maxFruitlessRepairs = 5;

/**
 * Polls the ledger until it accounts for every sampled frame; chunks that are lost on the way are given to `repair`.
 *
 * @param chunkCount - of the run
 * @param repair - puts these chunks (ascending) on the queue again, or accounts for them
 * @returns the run, complete unless `abort` came
 * @throws {QueueError} `QUEUE_UNREACHABLE` when chunks are lost again and again while nothing is stored
 */
export async function awaitCompletion(
  ports: ProducePorts,
  { runId, generation }: RunGeneration,
  chunkCount: number,
  progress: RunProgress,
  repair: (chunkIndexes: readonly number[]) => Promise<void>,
  abort: AbortSignal,
): Promise<RunRecord> {
  const startedAt = performance.now();
  let accountedAtStart: number | null = null;
  let nextSearchAt = startedAt;
  let fruitlessRepairs = 0;
  let accountedBefore = -1;
  for (;;) {
    const run = await ports.ledger.read(runId);
    await progress.report(run);
    if (run.state === 'complete' || abort.aborted) return run;
    const accounted = run.storedFrames + run.failedFrames + run.droppedFrames;
    accountedAtStart ??= accounted;
    if (performance.now() >= nextSearchAt) {
      const lost = await lostChunks(ports, { runId, generation }, chunkCount);
      if (accounted > accountedBefore) fruitlessRepairs = 0;
      accountedBefore = accounted;
      if (lost.length > 0) {
        if (++fruitlessRepairs > maxFruitlessRepairs) throw vanishing(runId, lost);
        await repair(lost);
      }
      nextSearchAt = performance.now() + searchMs;
    }
    const elapsedMs = performance.now() - startedAt;
    const left = run.sampledFrames === null ? 0 : run.sampledFrames - accounted;
    await pause(pollDelayMs(elapsedMs, accounted - accountedAtStart, left), abort);
  }
}

/** @param done - frames in `elapsedMs` */
function pollDelayMs(elapsedMs: number, done: number, left: number): number {
  const leftMs = done > 0 ? (elapsedMs * left) / done : elapsedMs;
  return Math.min(longestPollMs, Math.max(shortestPollMs, leftMs * pollShare));
}

/** Chunks that are neither in a queue nor in the ledger, ascending. The ledger is asked again after the queues, since chunks move that way. */
export async function lostChunks(
  { queue, ledger }: ProducePorts,
  { runId, generation }: RunGeneration,
  chunkCount: number,
): Promise<number[]> {
  const candidates = missingChunks(await ledger.spans(runId), chunkCount).flatMap(({ first, last }) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index),
  );
  const indexOf = new Map(candidates.map((chunkIndex) => [chunkIdOf(runId, generation, chunkIndex), chunkIndex]));
  const ids = [...indexOf.keys()];
  const absent: string[] = [];
  for (let start = 0; start < ids.length; start += searchBatch) {
    absent.push(...(await queue.absent(ids.slice(start, start + searchBatch))));
  }
  if (absent.length === 0) return [];
  const stillMissing = missingChunks(await ledger.spans(runId), chunkCount);
  return absent.map((id) => indexOf.get(id)!).filter((chunkIndex) => isIn(stillMissing, chunkIndex));
}

function vanishing(runId: string, lost: readonly number[]): QueueError {
  return new QueueError(
    'QUEUE_UNREACHABLE',
    `Expected the queue to keep the chunks of run \`${runId}\`, got ${lost.length} of them lost ${maxFruitlessRepairs} times in a row with nothing stored in between (first: chunk ${lost[0]}). Something takes them from Redis: it may be restarted or flushed again and again, evict keys (\`CONFIG GET maxmemory-policy\` should be \`noeviction\`), or be shared with a program that deletes them.`,
  );
}
