/** The first rows of an answer; `null`: all. */
export async function* limited<Row>(batches: AsyncIterable<Row[]>, limit: number | null): AsyncGenerator<Row[]> {
  let left = limit ?? Number.POSITIVE_INFINITY;
  for await (const rows of batches) {
    yield rows.length <= left ? rows : rows.slice(0, left);
    left -= rows.length;
    if (left <= 0) return;
  }
}
