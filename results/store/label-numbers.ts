import type { DuckDBConnection } from '@duckdb/node-api';
import type { PackedResult } from '../../shared/packed-result.ts';
import { changesNames, remembered } from './name-memory.ts';
import { rowsOf } from './rows.ts';

/** The numbers by which rows name the labels that were ever seen. */
export function readLabelNumbers(connection: DuckDBConnection): Promise<ReadonlyMap<string, number>> {
  return remembered(connection, 'label numbers', async () => {
    const sql = 'SELECT label, label_no AS "labelNo" FROM labels';
    const rows = await rowsOf<{ label: string; labelNo: number }>(connection, { sql, values: {} });
    return new Map(rows.map(({ label, labelNo }) => [label, labelNo]));
  });
}

/** The same for all labels of some results; those that are new get the next numbers. Part of a transaction. */
export async function labelNumbers(
  connection: DuckDBConnection,
  results: readonly PackedResult[],
): Promise<ReadonlyMap<string, number>> {
  const known = await readLabelNumbers(connection);
  const added = newLabels(results, known);
  if (added.length === 0) return known;
  changesNames(connection);
  const numbers = new Map(known);
  let last = [...known.values()].reduce((most, labelNo) => Math.max(most, labelNo), 0);
  for (const label of added) {
    numbers.set(label, ++last);
    await connection.run('INSERT INTO labels VALUES ($labelNo, $label)', { labelNo: last, label });
  }
  return numbers;
}

function newLabels(results: readonly PackedResult[], known: ReadonlyMap<string, number>): string[] {
  const added = results.flatMap(({ labels }) => labels.filter((label) => !known.has(label)));
  return [...new Set(added)];
}
