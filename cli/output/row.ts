/** A row to print; nested values are printed as JSON. */
export type Row = Readonly<Record<string, unknown>>;

/** An answer that came at once, as the one batch that it is. */
export async function* oneBatch(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield rows;
}
