import type { PackedResult } from '../../shared/packed-result.ts';
import type { Database } from './database.ts';
import { mergeSums, type Stretch } from './merge-sums.ts';
import { requireRun } from './run-rows.ts';

/** After so many batches of a run the sums that they brought are merged: some minutes of a camera. */
const MERGED_AFTER = 256;
/** Runs; those whose last batch is longest ago are forgotten first, most of which have ended. */
const MOST_NOTED = 1000;

interface Brought {
  batches: number;
  fromSecond: number;
  toSecond: number;
}

/**
 * What batches brought to each run since its sums were merged last. A run's sums are merged when it becomes complete; of a camera that is
 * captured for months they would be a row for each second and batch until then. In memory: what a service that ended had
 * noted is left for the end of the run.
 */
export class UnmergedSums {
  readonly #database: Database;
  readonly #brought = new Map<string, Brought>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** Notes a batch that is stored, and merges what there is to merge. Never throws: what could not be merged is right, too. */
  async note(results: readonly PackedResult[]): Promise<void> {
    const noted = [...stretchesOf(results)].map(([runId, stretch]) => ({ runId, ...this.#note(runId, stretch) }));
    const due = noted.filter(({ batches }) => batches >= MERGED_AFTER);
    for (const { runId } of due) this.#brought.delete(runId);
    for (const runId of this.#brought.keys()) {
      if (this.#brought.size <= MOST_NOTED) break;
      this.#brought.delete(runId);
    }
    for (const { runId, ...stretch } of due) await this.#merge(runId, stretch).catch(() => undefined);
  }

  #note(runId: string, { fromSecond, toSecond }: Stretch): Brought {
    const known = this.#brought.get(runId) ?? { batches: 0, fromSecond, toSecond };
    known.batches += 1;
    known.fromSecond = Math.min(known.fromSecond, fromSecond);
    known.toSecond = Math.max(known.toSecond, toSecond);
    this.#brought.delete(runId);
    this.#brought.set(runId, known); // the last of all
    return known;
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
  for (const { runId, frames, carried = [] } of results) {
    for (const frame of [frames[0], frames.at(-1), carried[0], carried.at(-1)]) {
      if (frame === undefined) continue;
      const second = Math.floor(frame.ptsSeconds);
      const { fromSecond, toSecond } = stretches.get(runId) ?? { fromSecond: second, toSecond: second };
      stretches.set(runId, { fromSecond: Math.min(fromSecond, second), toSecond: Math.max(toSecond, second) });
    }
  }
  return stretches;
}
