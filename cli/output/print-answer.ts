import { homePaths } from '../../app/home.ts';
import { openResultsReader } from '../../app/open-results-reader.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import type { Format } from './formats.ts';
import { harmless } from './harmless.ts';
import type { Row } from './row.ts';
import { encodeRows } from './rows.ts';
import { writeText } from './write-text.ts';

/** Whom to ask, and how to print the answer. */
export interface AnswerOptions {
  readonly home: string;
  readonly resultsUrl: string | null;
  /** `null`: a table on a terminal, else NDJSON. */
  readonly format: Format | null;
  readonly json: boolean;
}

/** Asks the store and prints the rows on stdout. */
export async function printAnswer(
  { home, resultsUrl, format, json }: AnswerOptions,
  ask: (reader: ResultsReader, format: Format) => Promise<AsyncIterable<readonly Row[]>>,
): Promise<void> {
  const isTerminal = process.stdout.isTTY;
  const chosen = json ? 'json' : (format ?? (isTerminal ? 'table' : 'ndjson'));
  const reader = await openResultsReader(homePaths(home), resultsUrl);
  try {
    const pieces = encodeRows(await ask(reader, chosen), chosen);
    await writeText(isTerminal ? harmlessPieces(pieces) : pieces, process.stdout);
  } finally {
    await reader.close();
  }
}

async function* harmlessPieces(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const piece of pieces) yield harmless(piece);
}
