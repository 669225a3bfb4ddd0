import type { DuckDBConnection } from '@duckdb/node-api';
import type { ChunkResult } from '../../shared/chunk-result.ts';
import { rowsOf } from './rows.ts';

/** The numbers by which rows name the labels of some results; labels that are new get the next ones. Part of a transaction. */
export async function labelNumbers(
  connection: DuckDBConnection,
  results: readonly ChunkResult[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await rowsOf<{ label: string; labelNo: number }>(connection, {
    sql: 'SELECT label, label_no AS "labelNo" FROM labels',
    values: {},
  });
  const numbers = new Map(rows.map(({ label, labelNo }) => [label, labelNo]));
  let last = rows.reduce((most, { labelNo }) => Math.max(most, labelNo), 0);
  for (const { frames } of results) {
    for (const { detections } of frames) {
      for (const { label } of detections) {
        if (numbers.has(label)) continue;
        numbers.set(label, ++last);
        await connection.run('INSERT INTO labels VALUES ($labelNo, $label)', { labelNo: last, label });
      }
    }
  }
  return numbers;
}
