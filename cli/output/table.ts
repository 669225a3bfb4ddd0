import Table from 'cli-table3';
import { harmlessLine } from './harmless.ts';
import { plainText } from './plain-text.ts';
import type { Row } from './row.ts';

const NO_BORDERS = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'],
  ].map((name) => [name, '']),
);

/** Columns lined up, numbers to the right; one table for each batch. */
export async function* table(batches: AsyncIterable<readonly Row[]>): AsyncGenerator<string> {
  for await (const rows of batches) {
    const [first] = rows;
    if (!first) continue;
    const columns = Object.keys(first);
    const lines = new Table({
      head: columns,
      colAligns: columns.map((column) => (typeof first[column] === 'number' ? 'right' : 'left')),
      chars: { ...NO_BORDERS, middle: ' ' },
      style: { head: [], border: [], 'padding-left': 0, 'padding-right': 1 },
    });
    for (const row of rows) lines.push(columns.map((column) => harmlessLine(plainText(row[column]))));
    yield `${lines.toString().replaceAll(/ +$/gm, '')}\n`;
  }
}
