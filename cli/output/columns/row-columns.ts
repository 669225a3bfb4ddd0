import { plainText } from '../../../results/query/text/plain-text.ts';
import { type Column, numbers, words } from './column.ts';

/** A row of whatever columns; nested values are printed as JSON. */
export type Row = Readonly<Record<string, unknown>>;

/** Columns as the first of some rows has them, the first of most importance; numbers with three decimals at most. */
export function rowColumns(rows: readonly Row[], least: number | null = null): Column<Row>[] {
  const rounded = (value: unknown) => (typeof value === 'number' ? Number(value.toFixed(3)) : value);
  return Object.keys(rows[0] ?? {}).map((key, index, { length }) => {
    const cell = (row: Row) => plainText(rounded(row[key]));
    const isNumber = typeof rows.find((row) => row[key] !== null)?.[key] === 'number';
    const column = isNumber ? numbers<Row>(key, length - index, () => null) : words(key, length - index, cell, least);
    return { ...column, cell };
  });
}
