import type { CoverageRow } from '../../../shared/questions.ts';

/** What an answer says beside its rows. */
export interface AnswerEnd {
  /** Where the next answer goes on; `null` where this one is whole. */
  readonly next: string | null;
  readonly coverage: readonly CoverageRow[];
}

/** Rows that are all there, as one batch. */
export async function* batchOf<Row>(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield rows;
}

/** Rows as one line of JSON each. */
export async function* ndjson(batches: AsyncIterable<readonly object[]>): AsyncGenerator<string> {
  for await (const rows of batches) {
    if (rows.length > 0) yield `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`;
  }
}

/** Rows as one JSON array, a row on each line. */
export async function* jsonArray(batches: AsyncIterable<readonly object[]>): AsyncGenerator<string> {
  let separator = '[\n';
  for await (const rows of batches) {
    if (rows.length === 0) continue;
    yield separator + rows.map((row) => JSON.stringify(row)).join(',\n');
    separator = ',\n';
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}

/** Rows, where they go on, and what was looked at, as one JSON object; a row on each line. @param end - asked for behind the last row */
export async function* jsonAnswer(
  batches: AsyncIterable<readonly object[]>,
  end: () => Promise<AnswerEnd>,
): AsyncGenerator<string> {
  yield '{"rows":';
  for await (const text of jsonArray(batches)) yield text;
  const { next, coverage } = await end();
  yield `,"next":${JSON.stringify(next)},"coverage":${JSON.stringify(coverage)}}\n`;
}
