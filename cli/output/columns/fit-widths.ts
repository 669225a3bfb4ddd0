/** How much room a column takes, and how little it can do with. */
export interface ColumnWidth {
  /** Of its longest cell, or its title. */
  readonly natural: number;
  /** `null`: it is never cut. */
  readonly least: number | null;
  readonly importance: number;
}

/** Blanks between two columns. */
export const GAP = 2;

/**
 * How wide columns are in a room: those of least importance are left out until the others fit, cut if need be; then, the most
 * important first, each gets what is left. The most important one stays in any case.
 *
 * @param room - letters on a line; `null`: as many as it takes
 * @returns a width for each column; `null`: left out
 */
export function fitWidths(columns: readonly ColumnWidth[], room: number | null): (number | null)[] {
  if (room === null) return columns.map(({ natural }) => natural);
  const leastOf = ({ natural, least }: ColumnWidth) => Math.min(natural, least ?? natural);
  const byImportance = columns.toSorted((a, b) => b.importance - a.importance);
  const kept: ColumnWidth[] = [...byImportance];
  const takes = () => kept.reduce((sum, column) => sum + leastOf(column) + GAP, -GAP);
  while (kept.length > 1 && takes() > room) kept.pop();
  let left = room - takes();
  const widths = new Map<ColumnWidth, number>();
  for (const column of kept) {
    const width = Math.min(column.natural, leastOf(column) + Math.max(0, left));
    left -= width - leastOf(column);
    widths.set(column, width);
  }
  return columns.map((column) => widths.get(column) ?? null);
}
