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
