import { Lake } from '../../results/lake/lake.ts';
import { lakeRuns } from '../../results/lake/lake-runs.ts';
import type { LakeSource } from '../../results/lake/lake-source.ts';
import { QueryError } from '../../shared/errors.ts';
import type { RawFilter } from '../../shared/questions.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import type { WorkEvents } from '../events.ts';

export interface LakeOptions {
  /** A lake, or a new or empty folder. */
  readonly folder: string;
  /** Which runs: `run`, `video`. */
  readonly filter: RawFilter;
  /** Ends it; runs that are written stay. */
  readonly signal: AbortSignal;
}

/** What became of the runs that were asked for. */
export interface LakeSummary {
  readonly folder: string;
  readonly written: number;
  /** Those that were there already. */
  readonly present: number;
  /** Those that are not complete. */
  readonly open: number;
}

/**
 * Puts the complete runs of a store into a lake, those that are not there yet or are there as they were before.
 *
 * @throws {QueryError} `RUN_NOT_FOUND`, `QUERY_INVALID` for a run that is named and not complete
 * @throws {ConfigError} `CONFIG_INVALID` for a folder that is no lake and holds other things
 * @throws {OutputError} `OUTPUT_UNWRITABLE`
 * @throws the reason of `signal`
 */
export async function writeLake(
  reader: Pick<ResultsReader, 'runs'>,
  source: LakeSource,
  { folder, filter, signal }: LakeOptions,
  { onProgress }: Pick<WorkEvents, 'onProgress'>,
): Promise<LakeSummary> {
  const asked = await reader.runs(filter);
  const open = asked.filter(({ state }) => state !== 'complete');
  if (open[0] && 'run' in filter) throw notComplete(open[0].runId);
  const ids = new Set(asked.map(({ runId }) => runId));
  const lake = new Lake(folder);
  return lake.writing(signal, async (writer) => {
    const runs = (await lakeRuns(source)).filter(({ runId }) => ids.has(runId));
    const missing = runs.filter((run) => !lake.has(run));
    let written = 0;
    for (const [done, run] of missing.entries()) {
      signal.throwIfAborted();
      if (await writer.put(run, source)) written++;
      onProgress({ name: folder, unit: 'runs', done: done + 1, total: missing.length });
    }
    return { folder, written, present: runs.length - missing.length, open: open.length };
  });
}

function notComplete(runId: string): QueryError {
  return new QueryError(
    'QUERY_INVALID',
    `Expected \`run\` to be a complete run, since what is in a lake stays as it is, got \`${runId}\`, which is open: let \`framefleet detect\` end it.`,
  );
}
