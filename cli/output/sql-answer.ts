import { homePaths } from '../../app/home.ts';
import { openSqlReader } from '../../app/open-results-reader.ts';
import { type AnswerOptions, ENCODERS, formatOf } from './answer.ts';
import { type Row, rowColumns } from './columns/row-columns.ts';
import { viewOf } from './columns/view.ts';
import { printAll } from './print.ts';
import { printTable } from './print-table.ts';
import { say } from './say.ts';

/** Rows that a terminal is shown, unless somebody asks for more. */
const TERMINAL_ROWS = 100;
/** Letters to which a column of words may be cut. */
const LEAST_WORDS = 12;

/** Sends SQL to the store and prints the rows. */
export async function printSql(options: AnswerOptions & { readonly limit: number | null }, sql: string): Promise<void> {
  const isForEyes = formatOf(options) === 'table' && process.stdout.isTTY;
  const limit = options.limit ?? (isForEyes ? TERMINAL_ROWS : null);
  const reader = await openSqlReader(homePaths(options.home), options.resultsUrl, options);
  try {
    await printRows(options, firstRows(await reader.rows(sql), limit));
  } finally {
    await reader.close();
  }
}

/** Prints rows of whatever columns. */
export async function printRows(options: AnswerOptions, rows: AsyncIterable<readonly Row[]>): Promise<void> {
  const format = formatOf(options);
  if (format !== 'table') await printAll(ENCODERS[format](rows));
  else await printTable(rows, (_view, batch) => rowColumns(batch, LEAST_WORDS), viewOf(options, []));
}

/** The first rows of an answer; says where there are more than nobody asked to leave out. */
async function* firstRows(
  batches: AsyncIterable<readonly Row[]>,
  limit: number | null,
): AsyncGenerator<readonly Row[]> {
  let left = limit ?? Number.POSITIVE_INFINITY;
  for await (const rows of batches) {
    if (rows.length > left) {
      if (left > 0) yield rows.slice(0, left);
      say(`The first ${limit} rows; \`--limit\` shows more.`);
      return;
    }
    yield rows;
    left -= rows.length;
  }
}
