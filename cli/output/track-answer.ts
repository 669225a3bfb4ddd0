import { homePaths } from '../../app/home.ts';
import { openResultsReader, openTracksReader } from '../../app/open-results-reader.ts';
import type { RawFilter } from '../../shared/questions.ts';
import type { TracksReader } from '../../shared/tracks.ts';
import { type AnswerOptions, ENCODERS, formatOf, viewOfStore } from './answer.ts';
import type { View } from './columns/view.ts';
import { printAll } from './print.ts';
import { type ColumnsOf, printTable } from './print-table.ts';

/** Asks for objects and prints the rows. */
export async function printObjects<R extends object>(
  options: AnswerOptions,
  filter: RawFilter,
  ask: (reader: TracksReader, filter: RawFilter) => Promise<AsyncIterable<readonly R[]>>,
  columnsOf: ColumnsOf<R>,
): Promise<void> {
  const format = formatOf(options);
  const view = format === 'table' ? await readView(options) : null;
  await withTracks(options, async (reader) => {
    const rows = await ask(reader, filter);
    if (view !== null) await printTable(rows, columnsOf, view);
    else await printAll(ENCODERS[format as keyof typeof ENCODERS](rows as never));
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

/** A reader of its own, closed again: a store's file is opened for one kind of question at a time. */
async function readView(options: AnswerOptions): Promise<View> {
  const reader = await openResultsReader(homePaths(options.home), options.resultsUrl, options);
  try {
    return await viewOfStore(options, reader);
  } finally {
    await reader.close();
  }
}
