import { homePaths } from '../../app/home.ts';
import { openResultsReader } from '../../app/open-results-reader.ts';
import { type Cursor, CursorTrail } from '../../results/query/filter/cursor.ts';
import { csv } from '../../results/query/text/csv.ts';
import { type AnswerEnd, batchOf, jsonArray as json, jsonAnswer, ndjson } from '../../results/query/text/row-text.ts';
import type { GivenTokens } from '../../shared/access.ts';
import { ConfigError } from '../../shared/errors.ts';
import { coverageFilterOf, foundFilterOf, type RawFilter } from '../../shared/questions.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import { coverageColumns } from './columns/detection-columns.ts';
import { type View, type ViewOptions, viewOf } from './columns/view.ts';
import { printAll } from './print.ts';
import { type ColumnsOf, printTable } from './print-table.ts';
import type { Drawing } from './table.ts';

/** How rows are printed that no table holds. */
export const ENCODERS = { json, ndjson, csv };
type Format = keyof typeof ENCODERS | 'table';

/** Runs, the latest, whose videos are named in tables, and from whose ids others are told. */
const KNOWN_RUNS = 2000;

/** Whom to ask, and how to print the answer. */
export interface AnswerOptions extends GivenTokens, ViewOptions {
  readonly home: string;
  readonly resultsUrl: string | null;
  /** `null`: a table on a terminal, else NDJSON. */
  readonly format: Format | null;
  readonly json: boolean;
  readonly coverage?: boolean;
}

/** What is asked, and how a table shows it. */
interface Question<R> {
  readonly ask: (reader: ResultsReader) => Promise<AsyncIterable<readonly R[]> | readonly R[]>;
  readonly columnsOf: ColumnsOf<R>;
  readonly drawing?: Drawing<R> | null;
  /** What was asked of detections: answers to that can say what was looked at, and where they go on. */
  readonly asked?: Asked;
}

interface Asked {
  readonly filter: RawFilter;
  readonly cursor?: Cursor | null;
  readonly limit?: number | null;
}

export function formatOf({ json: isJson, format }: Pick<AnswerOptions, 'json' | 'format'>): Format {
  return isJson ? 'json' : (format ?? (process.stdout.isTTY ? 'table' : 'ndjson'));
}

/** The view of a table, with the names and ids of the store. */
export async function viewOfStore(options: ViewOptions, reader: ResultsReader): Promise<View> {
  const runs = await reader.runs({ limit: String(KNOWN_RUNS) });
  const ids = runs.flatMap(({ runId, videoId, modelSha256 }) => [runId, videoId, modelSha256]);
  return viewOf(options, ids, runs);
}

/** Asks the store and prints the rows, in one batch or several. */
export async function printAnswer<R extends object>(
  options: AnswerOptions,
  { ask, columnsOf, drawing = null, asked }: Question<R>,
): Promise<void> {
  const { home, resultsUrl, coverage = false } = options;
  const format = formatOf(options);
  if (coverage && format === 'csv') {
    throw new ConfigError(
      'CONFIG_INVALID',
      'Expected `--coverage` with another format than csv, which holds one table.',
    );
  }
  const reader = await openResultsReader(homePaths(home), resultsUrl, options);
  try {
    const view = format === 'table' ? await viewOfStore(options, reader) : null;
    const answer = await ask(reader);
    const trail = new CursorTrail(asked?.cursor ?? null);
    // rows that come in several batches are detections, which can go on
    const rows = Symbol.asyncIterator in answer ? trail.follow<never>(answer as never) : answer;
    const end = async (): Promise<AnswerEnd> => ({
      next: trail.next(asked?.limit ?? null),
      coverage: await reader.coverage(coverage ? foundFilterOf(asked!.filter) : coverageFilterOf(asked!.filter)),
    });
    if (view !== null) {
      await printTable<R>(rows, columnsOf, view, drawing);
      if (coverage) await printTable((await end()).coverage, coverageColumns, view);
      return;
    }
    const encode = ENCODERS[format as Exclude<Format, 'table'>];
    const batches: AsyncIterable<readonly R[]> = Symbol.asyncIterator in rows ? rows : batchOf(rows);
    await printAll(asked && encode === json ? jsonAnswer(batches, end) : encode(batches as never));
    if (coverage && format === 'ndjson') await printAll(ndjson(batchOf([{ ...(await end()) }])));
  } finally {
    await reader.close();
  }
}
