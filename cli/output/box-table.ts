import Table from 'cli-table3';
import stringWidth from 'string-width';
import { harmlessLine } from '../../shared/harmless.ts';

/** A column is not made narrower than this. */
const LEAST = 6;

/** A table with borders, cut to the terminal's width. @param aligned - every column but the first to the right */
export function boxTable(
  head: readonly string[],
  rows: readonly (readonly unknown[])[],
  { aligned = false, room = process.stdout.isTTY ? process.stdout.columns : null } = {},
): string {
  const cells = rows.map((row) => row.map((cell) => harmlessLine(String(cell))));
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, index) => (aligned && index > 0 ? 'right' : 'left')),
    colWidths: cutWidths([head, ...cells], room),
    style: { head: [], border: [], compact: true },
  });
  table.push(...cells);
  return table.toString();
}

/** The widths of columns, blanks at their sides included; the widest are made narrower until the room holds them and their borders. */
function cutWidths(lines: readonly (readonly string[])[], room: number | null): number[] {
  const widths = lines[0]!.map((_, index) => 2 + Math.max(...lines.map((line) => stringWidth(line[index] ?? ''))));
  const taken = () => widths.reduce((sum, width) => sum + width + 1, 1);
  while (room !== null && taken() > room) {
    const widest = Math.max(...widths);
    if (widest <= LEAST) break;
    widths[widths.indexOf(widest)] = widest - 1;
  }
  return widths;
}
