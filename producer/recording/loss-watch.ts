import { QueueError } from '../../shared/errors.ts';
import { chunkIdOf } from '../../shared/identity.ts';
import type { LedgerSpan, RunGeneration } from '../../shared/run.ts';
import { type ChunkRange, isIn, missingChunks } from '../missing-chunks.ts';
import type { RunPorts } from '../produce-options.ts';

const searchMs = 2000;
const searchBatch = 500;
const maxFruitlessRepairs = 5;

/** Looks every now and then for chunks that got lost on their way. */
export class LossWatch {
  #nextSearchAt = 0;
  #fruitlessRepairs = 0;
  #accountedBefore = -1;

  constructor(
    private readonly ports: RunPorts,
    private readonly run: RunGeneration,
    private readonly intervalMs = searchMs,
  ) {}

  get isDue(): boolean {
    return performance.now() >= this.#nextSearchAt;
  }

  /**
   * The chunks that are lost, for the caller to put them on the queue again or to account for them.
   *
   * @param put - chunks that were put on the queue, ascending
   * @param isRepairable - whether the caller will deal with what is lost now; else nothing is said of it
   * @throws {QueueError} `QUEUE_UNREACHABLE` when chunks are lost again and again while nothing is stored
   */
  async search(
    put: readonly ChunkRange[],
    isRepairable: (lost: readonly number[]) => boolean = () => true,
  ): Promise<number[]> {
    const spans = await this.ports.ledger.spans(this.run.runId);
    const lost = await lostAmong(this.ports, this.run, put, spans);
    if (lost.length > 0 && !isRepairable(lost)) return [];
    const accounted = spans.reduce((sum, span) => sum + span.lastChunkIndex - span.firstChunkIndex + 1, 0);
    if (accounted > this.#accountedBefore) this.#fruitlessRepairs = 0;
    this.#accountedBefore = accounted;
    if (lost.length > 0 && ++this.#fruitlessRepairs > maxFruitlessRepairs) throw vanishing(this.run.runId, lost);
    return lost;
  }

  /** To be called when what a search found has been dealt with. */
  rest(): void {
    this.#nextSearchAt = performance.now() + this.intervalMs;
  }
}

/** Chunks of a run, of which there are `chunkCount`, that are neither in a queue nor in the ledger, ascending. */
export async function lostChunks(ports: RunPorts, run: RunGeneration, chunkCount: number): Promise<number[]> {
  return lostAmong(ports, run, [{ first: 0, last: chunkCount - 1 }], await ports.ledger.spans(run.runId));
}

/**
 * The ledger is asked again after the queues, since chunks move that way.
 *
 * @param spans - of the ledger, before the queues are asked
 */
async function lostAmong(
  { queue, ledger }: RunPorts,
  { runId, generation }: RunGeneration,
  put: readonly ChunkRange[],
  spans: readonly LedgerSpan[],
): Promise<number[]> {
  const end = (put.at(-1)?.last ?? -1) + 1;
  const candidates = missingChunks(spans, end)
    .flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, index) => first + index))
    .filter((chunkIndex) => isIn(put, chunkIndex));
  const indexOf = new Map(candidates.map((chunkIndex) => [chunkIdOf(runId, generation, chunkIndex), chunkIndex]));
  const ids = [...indexOf.keys()];
  const absent: string[] = [];
  for (let start = 0; start < ids.length; start += searchBatch) {
    absent.push(...(await queue.absent(ids.slice(start, start + searchBatch))));
  }
  if (absent.length === 0) return [];
  const stillMissing = missingChunks(await ledger.spans(runId), end);
  return absent.map((id) => indexOf.get(id)!).filter((chunkIndex) => isIn(stillMissing, chunkIndex));
}

function vanishing(runId: string, lost: readonly number[]): QueueError {
  return new QueueError(
    'QUEUE_UNREACHABLE',
    `Expected the queue to keep the chunks of run \`${runId}\`, got ${lost.length} of them lost ${maxFruitlessRepairs} times in a row with nothing stored in between (first: chunk ${lost[0]}). Something takes them from Redis: it may be restarted or flushed again and again, evict keys (\`CONFIG GET maxmemory-policy\` should be \`noeviction\`), or be shared with a program that deletes them.`,
  );
}
