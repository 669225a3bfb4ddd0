import { batchOf } from '../../results/query/text/row-text.ts';
import type { Column } from './columns/column.ts';
import type { View } from './columns/view.ts';
import { printAll } from './print.ts';
import { say } from './say.ts';
import { type Drawing, fitTable } from './table.ts';

/** The columns of some rows. */
export type ColumnsOf<R> = (view: View, rows: readonly R[]) => readonly Column<R>[];

const MOST_NAMED = 6;

/** Prints rows in a table for each batch, and says which columns there was no room for. */
export async function printTable<R>(
  batches: AsyncIterable<readonly R[]> | readonly R[],
  columnsOf: ColumnsOf<R>,
  view: View,
  drawing: Drawing<R> | null = null,
): Promise<void> {
  const leftOut = new Set<string>();
  await printAll(tables());
  if (leftOut.size > 0) say(`No room for ${listed([...leftOut])}; --wide prints everything.`);

  async function* tables(): AsyncGenerator<string> {
    for await (const rows of Symbol.asyncIterator in batches ? batches : batchOf(batches)) {
      const table = fitTable(columnsOf(view, rows), rows, view.room, drawing);
      for (const title of table.leftOut) leftOut.add(title);
      yield table.text;
    }
  }
}

function listed(titles: readonly string[]): string {
  const rest = titles.length - MOST_NAMED;
  return rest <= 1 ? titles.join(', ') : `${titles.slice(0, MOST_NAMED).join(', ')} and ${rest} more columns`;
}
