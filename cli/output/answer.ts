import { homePaths } from '../../app/home.ts';
import { openResultsReader } from '../../app/open-results-reader.ts';
import { csv } from '../../results/query/csv.ts';
import { jsonArray as json, ndjson } from '../../results/query/row-text.ts';
import type { GivenTokens } from '../../shared/access.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import { printAll } from './print.ts';
import { type Row, table } from './table.ts';

/** How rows are printed. A table comes in parts of one batch each. */
const ENCODERS = { table, json, ndjson, csv };
type Format = keyof typeof ENCODERS;

/** Whom to ask, and how to print the answer. */
export interface AnswerOptions extends GivenTokens {
  readonly home: string;
  readonly resultsUrl: string | null;
  /** `null`: a table on a terminal, else NDJSON. */
  readonly format: Format | null;
  readonly json: boolean;
}

/** Asks the store and prints the rows, in one batch or several. */
export async function printAnswer(
  { home, resultsUrl, format, json: isJson, ...tokens }: AnswerOptions,
  ask: (reader: ResultsReader, format: Format) => Promise<AsyncIterable<readonly Row[]> | readonly Row[]>,
): Promise<void> {
  const chosen = isJson ? 'json' : (format ?? (process.stdout.isTTY ? 'table' : 'ndjson'));
  const reader = await openResultsReader(homePaths(home), resultsUrl, tokens);
  try {
    const rows = await ask(reader, chosen);
    await printAll(ENCODERS[chosen](Array.isArray(rows) ? batchOf(rows) : (rows as AsyncIterable<readonly Row[]>)));
  } finally {
    await reader.close();
  }
}

async function* batchOf(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield rows;
}
