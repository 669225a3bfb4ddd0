import type { PackedResult } from '../../shared/packed-result.ts';
import type { Database } from './database.ts';
import { mergeSums, type Stretch } from './merge-sums.ts';
import { requireRun } from './run-rows.ts';

/** After so many batches the sums that they brought are merged: some minutes of a camera. */
const MERGED_AFTER = 256;
/** What came in fewer of them is left for later. */
const FEW_BATCHES = 16;

interface Brought {
  batches: number;
  fromSecond: number;
  toSecond: number;
}

/**
 * What was brought by batches since sums were merged last. A run's sums are merged when it becomes complete; of a camera that is
 * captured for months they would be a row for each second and batch until then. In memory: what a service that ended had
 * noted is left for the end of the run.
 */
export class UnmergedSums {
  readonly #database: Database;
  #batches = 0;
  #brought = new Map<string, Brought>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** Notes a batch that is stored, and merges what there is to merge. Never throws: what could not be merged is right, too. */
  async note(results: readonly PackedResult[]): Promise<void> {
    for (const [runId, stretch] of stretchesOf(results)) this.#note(runId, stretch);
    this.#batches += 1;
    if (this.#batches < MERGED_AFTER) return;
    const many = [...this.#brought].filter(([, { batches }]) => batches >= FEW_BATCHES);
    this.#batches = 0;
    this.#brought = new Map();
    for (const [runId, stretch] of many) await this.#merge(runId, stretch).catch(() => undefined);
  }

  #note(runId: string, { fromSecond, toSecond }: Stretch): void {
    const known = this.#brought.get(runId) ?? { batches: 0, fromSecond, toSecond };
    known.batches += 1;
    known.fromSecond = Math.min(known.fromSecond, fromSecond);
    known.toSecond = Math.max(known.toSecond, toSecond);
    this.#brought.set(runId, known);
  }

  #merge(runId: string, stretch: Stretch): Promise<void> {
    return this.#database.write(
      async (connection) => mergeSums(connection, (await requireRun(connection, runId)).runNo, stretch),
      { keepsNames: true },
    );
  }
}

/** By run, from the first to the last of its frames. */
function stretchesOf(results: readonly PackedResult[]): Map<string, Stretch> {
  const stretches = new Map<string, Stretch>();
  for (const { runId, frames } of results) {
    for (const frame of [frames[0], frames.at(-1)]) {
      if (frame === undefined) continue;
      const second = Math.floor(frame.ptsSeconds);
      const { fromSecond, toSecond } = stretches.get(runId) ?? { fromSecond: second, toSecond: second };
      stretches.set(runId, { fromSecond: Math.min(fromSecond, second), toSecond: Math.max(toSecond, second) });
    }
  }
  return stretches;
}
