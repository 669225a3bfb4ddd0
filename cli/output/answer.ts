import { homePaths } from '../../app/home.ts';
import { openResultsReader } from '../../app/open-results-reader.ts';
import { type Cursor, CursorTrail } from '../../results/query/filter/cursor.ts';
import { csv } from '../../results/query/text/csv.ts';
import { type AnswerEnd, batchOf, jsonArray as json, jsonAnswer, ndjson } from '../../results/query/text/row-text.ts';
import type { GivenTokens } from '../../shared/access.ts';
import { ConfigError } from '../../shared/errors.ts';
import { coverageFilterOf, type DetectionRow, type RawFilter } from '../../shared/questions.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import { printAll } from './print.ts';
import { type Row, table } from './table.ts';

/** How rows are printed. A table comes in parts of one batch each. */
export const ENCODERS = { table, json, ndjson, csv };
type Format = keyof typeof ENCODERS;

/** Whom to ask, and how to print the answer. */
export interface AnswerOptions extends GivenTokens {
  readonly home: string;
  readonly resultsUrl: string | null;
  /** `null`: a table on a terminal, else NDJSON. */
  readonly format: Format | null;
  readonly json: boolean;
  readonly coverage?: boolean;
}

/** What was asked of detections: answers to that can say what was looked at, and where they go on. */
export interface Asked {
  readonly filter: RawFilter;
  readonly cursor?: Cursor | null;
  readonly limit?: number | null;
}

export function formatOf({ json: isJson, format }: Pick<AnswerOptions, 'json' | 'format'>): Format {
  return isJson ? 'json' : (format ?? (process.stdout.isTTY ? 'table' : 'ndjson'));
}

/** Asks the store and prints the rows, in one batch or several. */
export async function printAnswer(
  options: AnswerOptions,
  ask: (reader: ResultsReader, format: Format) => Promise<AsyncIterable<readonly DetectionRow[]> | readonly Row[]>,
  asked: Asked | null = null,
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
    const answer = await ask(reader, format);
    const trail = new CursorTrail(asked?.cursor ?? null);
    const rows: AsyncIterable<readonly Row[]> = Symbol.asyncIterator in answer ? trail.follow(answer) : batchOf(answer);
    const end = async (): Promise<AnswerEnd> => ({
      next: trail.next(asked?.limit ?? null),
      coverage: await reader.coverage(coverageFilterOf(asked!.filter)),
    });
    await printAll(asked && format === 'json' ? jsonAnswer(rows, end) : ENCODERS[format](rows));
    if (coverage && format === 'ndjson') await printAll(ndjson(batchOf([{ ...(await end()) }])));
    if (coverage && format === 'table') await printAll(table(batchOf((await end()).coverage)));
  } finally {
    await reader.close();
  }
}
