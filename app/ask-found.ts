import type { GivenTokens } from '../shared/access.ts';
import { labelListItem } from '../shared/label-list.ts';
import type { CountRow, RawFilter } from '../shared/questions.ts';
import type { ResultsReader } from '../shared/results-reader.ts';
import { homePaths } from './home.ts';
import { openResultsReader } from './open-results-reader.ts';

/** Labels of which it is asked when they were seen. */
const MOST_LABELS = 12;
/** Runs that one question names. */
const RUNS_AT_ONCE = 100;

/** How often a label was found. */
export interface FoundLabel {
  readonly label: string;
  readonly detections: number;
  /** Frames that hold at least one. */
  readonly frames: number;
  /** Runs that hold at least one. */
  readonly runs: number;
  /** When it was first and last seen, in `ptsSeconds`; `null` where it is of several runs. */
  readonly firstSeconds: number | null;
  readonly lastSeconds: number | null;
}

/** What some runs have found. */
export interface Found {
  readonly runIds: readonly string[];
  /** The most frequent labels, by falling frequency. */
  readonly labels: readonly FoundLabel[];
  /** Labels that were found beside these. */
  readonly otherLabels: number;
}

interface Store extends GivenTokens {
  readonly home: string;
  readonly resultsUrl: string | null;
}

/**
 * Asks the store what some runs have found.
 *
 * @throws {StoreError} `STORE_UNREACHABLE`
 */
export async function askFound(store: Store, runIds: readonly string[]): Promise<Found> {
  const reader = await openResultsReader(homePaths(store.home), store.resultsUrl, store);
  try {
    const all = sumsByLabel(await countsOf(reader, runIds));
    const labels = all.slice(0, MOST_LABELS);
    return {
      runIds,
      labels: runIds.length === 1 ? await withTimes(reader, runIds[0]!, labels) : labels,
      otherLabels: all.length - labels.length,
    };
  } finally {
    await reader.close();
  }
}

async function countsOf(reader: ResultsReader, runIds: readonly string[]): Promise<CountRow[]> {
  const rows: CountRow[] = [];
  for (let at = 0; at < runIds.length; at += RUNS_AT_ONCE) {
    const run = runIds.slice(at, at + RUNS_AT_ONCE).join(',');
    rows.push(...(await reader.counts({ run, by: 'run,label' })));
  }
  return rows;
}

function sumsByLabel(rows: readonly CountRow[]): FoundLabel[] {
  const sums = new Map<string, FoundLabel>();
  for (const row of rows) {
    const [label, detections] = [String(row.label), Number(row.detections)];
    if (detections === 0) continue;
    const { detections: before = 0, frames = 0, runs = 0 } = sums.get(label) ?? {};
    sums.set(label, {
      label,
      detections: before + detections,
      frames: frames + Number(row.frames),
      runs: runs + 1,
      firstSeconds: null,
      lastSeconds: null,
    });
  }
  return [...sums.values()].sort((a, b) => b.detections - a.detections || (a.label < b.label ? -1 : 1));
}

/** Label by label, since all at once would take every turn of a service that others ask, too. */
async function withTimes(reader: ResultsReader, run: string, labels: readonly FoundLabel[]): Promise<FoundLabel[]> {
  const timed: FoundLabel[] = [];
  for (const one of labels) {
    const asked = { run, label: labelListItem(one.label) };
    const [firstSeconds, lastSeconds] = await Promise.all([
      timeOf(reader, { ...asked, order: 'time' }),
      timeOf(reader, { ...asked, order: 'latest' }),
    ]);
    timed.push({ ...one, firstSeconds, lastSeconds });
  }
  return timed;
}

async function timeOf(reader: ResultsReader, filter: RawFilter): Promise<number | null> {
  let time: number | null = null;
  for await (const rows of await reader.detections({ ...filter, limit: '1' })) time ??= rows[0]?.ptsSeconds ?? null;
  return time;
}
