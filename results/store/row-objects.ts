import { type DuckDBDataChunk, type DuckDBResult, DuckDBTypeId, JSDuckDBValueConverter } from '@duckdb/node-api';

/** Types whose values the driver gives as they are in JavaScript. */
const PLAIN: ReadonlySet<DuckDBTypeId> = new Set([
  ...[DuckDBTypeId.BOOLEAN, DuckDBTypeId.INTEGER, DuckDBTypeId.BIGINT],
  ...[DuckDBTypeId.FLOAT, DuckDBTypeId.DOUBLE, DuckDBTypeId.VARCHAR],
]);

/** Rows of an answer as plain objects, as the driver makes them too, in half of its time: nearly all values are taken as they are. */
export class RowObjects {
  readonly #names: readonly string[];
  /** What has to be made of a column's values; `null`: nothing. */
  readonly #conversions: readonly (((value: unknown) => unknown) | null)[];

  constructor(result: Pick<DuckDBResult, 'deduplicatedColumnNames' | 'columnTypes'>) {
    this.#names = result.deduplicatedColumnNames();
    this.#conversions = result.columnTypes().map((type) => {
      if (PLAIN.has(type.typeId)) return null;
      return (value) => JSDuckDBValueConverter(value as never, type, JSDuckDBValueConverter);
    });
  }

  of(chunk: DuckDBDataChunk): Record<string, unknown>[] {
    const rows: Record<string, unknown>[] = Array.from({ length: chunk.rowCount }, () => ({}));
    for (const [column, name] of this.#names.entries()) {
      const vector = chunk.getColumnVector(column);
      const convert = this.#conversions[column]!;
      for (let row = 0; row < rows.length; row++) {
        const value: unknown = vector.getItem(row);
        rows[row]![name] = convert === null ? value : convert(value);
      }
    }
    return rows;
  }
}

/** Rows of a streamed answer, batch by batch, taken as they are asked for. */
export async function* rowObjectsOf(result: DuckDBResult): AsyncGenerator<Record<string, unknown>[]> {
  const objects = new RowObjects(result);
  for await (const chunk of chunksOf(result)) yield objects.of(chunk);
}

/** The same rows as DuckDB holds them. */
export async function* chunksOf(result: DuckDBResult): AsyncGenerator<DuckDBDataChunk> {
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    yield chunk;
  }
}
