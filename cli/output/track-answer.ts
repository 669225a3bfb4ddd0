import { homePaths } from '../../app/home.ts';
import { openTracksReader } from '../../app/open-results-reader.ts';
import type { RawFilter } from '../../shared/questions.ts';
import type { TracksReader } from '../../shared/tracks.ts';
import { type AnswerOptions, ENCODERS, formatOf } from './answer.ts';
import { printAll } from './print.ts';
import type { Row } from './table.ts';

/** Asks for objects and prints the rows, in a table only what fits on a line. */
export async function printObjects<T extends Row>(
  options: AnswerOptions,
  filter: RawFilter,
  ask: (reader: TracksReader, filter: RawFilter) => Promise<AsyncIterable<readonly T[]>>,
  summaryOf: (row: T) => Row,
): Promise<void> {
  const format = formatOf(options);
  await withTracks(options, async (reader) => {
    const rows = await ask(reader, filter);
    await printAll(ENCODERS[format](format === 'table' ? summaries(rows, summaryOf) : rows));
  });
}

/** What somebody makes of the answers about objects. */
export async function withTracks<T>(options: AnswerOptions, work: (reader: TracksReader) => Promise<T>): Promise<T> {
  const reader = await openTracksReader(homePaths(options.home), options.resultsUrl, options);
  try {
    return await work(reader);
  } finally {
    await reader.close();
  }
}

async function* summaries<T>(batches: AsyncIterable<readonly T[]>, summaryOf: (row: T) => Row): AsyncGenerator<Row[]> {
  for await (const rows of batches) yield rows.map(summaryOf);
}
