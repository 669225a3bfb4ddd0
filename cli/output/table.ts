import Table from 'cli-table3';
import stringWidth from 'string-width';
import { harmlessLine } from '../../shared/harmless.ts';
import type { Column } from './columns/column.ts';
import { fitWidths, GAP } from './columns/fit-widths.ts';
import { type Row, rowColumns } from './columns/row-columns.ts';

/** Draws something behind each row in what room is left. @param width - letters */
export type Drawing<R> = (rows: readonly R[], width: number) => readonly string[];

/** A table, and the titles of the columns that it has no room for. */
export interface FittedTable {
  readonly text: string;
  readonly leftOut: readonly string[];
}

const LINES = ['top', 'bottom', 'left', 'right'].flatMap((side) => [
  side,
  ...['mid', 'left', 'right'].map((at) => `${side}-${at}`),
]);
const NO_BORDERS = Object.fromEntries([...LINES, 'mid', 'mid-mid'].map((name) => [name, '']));

/** A drawing that gets less is none. */
const LEAST_DRAWING = 12;
const MOST_DRAWING = 40;

/**
 * Columns lined up without borders, numbers to the right. Where the room is limited, columns in which nothing stands are left out too.
 *
 * @param room - letters on a line; `null`: everything in full
 * @param drawing - where there is room for it
 */
export function fitTable<R>(
  columns: readonly Column<R>[],
  rows: readonly R[],
  room: number | null,
  drawing: Drawing<R> | null = null,
): FittedTable {
  if (rows.length === 0) return { text: '', leftOut: [] };
  const filled = columns
    .map((column) => ({ ...column, cells: rows.map((row) => harmlessLine(column.cell(row))) }))
    .filter(({ cells }) => room === null || cells.some((cell) => cell !== ''))
    .map((column) => ({ ...column, natural: Math.max(...[column.title, ...column.cells].map(stringWidth)) }));
  const drawn = drawing !== null && room !== null && room >= 5 * LEAST_DRAWING ? LEAST_DRAWING + GAP : 0;
  const widths = fitWidths(filled, room === null ? null : room - drawn);
  const shown = filled.flatMap((column, index) => {
    const width = widths[index];
    return width === null || width === undefined ? [] : [{ ...column, width }];
  });
  const lines = new Table({
    head: shown.map(({ title }) => title),
    colAligns: shown.map(({ isNumber }) => (isNumber ? 'right' : 'left')),
    colWidths: shown.map(({ width }) => width + GAP - 1),
    chars: { ...NO_BORDERS, middle: ' ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 1 },
  });
  for (const index of rows.keys()) lines.push(shown.map(({ cells }) => cells[index]!));
  const text = lines.toString().split('\n');
  if (drawn > 0 && drawing !== null && room !== null) {
    const taken = shown.reduce((sum, { width }) => sum + width + GAP, 0);
    const pictures = drawing(rows, Math.min(MOST_DRAWING, room - taken));
    for (const [index, picture] of pictures.entries()) text[index + 1] += ` ${picture}`;
  }
  return {
    text: text.map((line) => `${line.trimEnd()}\n`).join(''),
    leftOut: filled.filter((_, index) => widths[index] === null).map(({ title }) => title),
  };
}

/** Columns lined up, in full. */
export function columnTable<R>(
  columns: readonly Column<R>[],
  rows: readonly R[],
  room: number | null = process.stdout.isTTY ? process.stdout.columns : null,
): string {
  return fitTable(columns, rows, room).text;
}

/** Rows of the same columns, as they are called; numbers with three decimals at most. */
export function plainTable(rows: readonly Row[]): string {
  return rows.length === 0 ? '' : columnTable(rowColumns(rows), rows, null);
}
