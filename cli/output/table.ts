import Table from 'cli-table3';
import { plainText } from '../../results/query/text/plain-text.ts';
import { harmlessLine } from '../../shared/harmless.ts';

/** A row to print; nested values are printed as JSON. */
export type Row = Readonly<Record<string, unknown>>;

/** A table with borders; `aligned`: every column but the first to the right. */
export function boxTable(
  head: readonly string[],
  rows: readonly (readonly unknown[])[],
  { aligned = false } = {},
): string {
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, index) => (aligned && index > 0 ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) table.push(row.map((cell) => harmlessLine(String(cell))));
  return table.toString();
}

const LINES = ['top', 'bottom', 'left', 'right'].flatMap((side) => [
  side,
  ...['mid', 'left', 'right'].map((at) => `${side}-${at}`),
]);
const NO_BORDERS = Object.fromEntries([...LINES, 'mid', 'mid-mid'].map((name) => [name, '']));

/** Columns lined up without borders, numbers to the right; one table for each batch. */
export async function* table(batches: AsyncIterable<readonly Row[]>): AsyncGenerator<string> {
  for await (const rows of batches) yield plainTable(rows);
}

/** Numbers as a table shows them: three decimals tell as much as people read; the other formats have them all. */
function rounded(value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toFixed(3)) : value;
}

/** Rows of the same columns. */
export function plainTable(rows: readonly Row[]): string {
  const [first] = rows;
  if (!first) return '';
  const columns = Object.keys(first);
  const lines = new Table({
    head: columns,
    colAligns: columns.map((column) => (typeof first[column] === 'number' ? 'right' : 'left')),
    chars: { ...NO_BORDERS, middle: ' ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 1 },
  });
  for (const row of rows) lines.push(columns.map((column) => harmlessLine(plainText(rounded(row[column])))));
  return `${lines.toString().replaceAll(/ +$/gm, '')}\n`;
}
