/** Lengths of bins in milliseconds that people read easily: each a part of a second, a minute, an hour, a day or a week. */
const LENGTHS_MS = [
  ...[1, 2, 5, 10, 20, 40, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * 1000),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60_000),
  ...[1, 2, 3, 6, 12].map((hours) => hours * 3_600_000),
  ...[1, 2, 7, 14, 28, 56, 112, 364].map((days) => days * 86_400_000),
];

/** Bins of equal length that cover a time. */
export interface Bins {
  /** Begin of the first one, a multiple of their length. */
  readonly fromMs: number;
  readonly binMs: number;
  readonly count: number;
}

/**
 * Bins that cover a time, of the shortest of those lengths by which there are no more than `most` of them.
 *
 * @param toMs - excluded
 */
export function binsOf(fromMs: number, toMs: number, most: number): Bins {
  for (const binMs of LENGTHS_MS) {
    const first = Math.floor(fromMs / binMs);
    const count = Math.max(1, Math.ceil(toMs / binMs) - first);
    if (count <= most) return { fromMs: first * binMs, binMs, count };
  }
  const binMs = Math.ceil((toMs - fromMs) / most);
  return { fromMs, binMs, count: Math.ceil((toMs - fromMs) / binMs) };
}

/** A list with a number for each bin, from rows that name some of them. */
export function inBins<Row extends { readonly bin: number }>(
  { count }: Pick<Bins, 'count'>,
  rows: readonly Row[],
  numberOf: (row: Row) => number,
): number[] {
  const values = new Array<number>(count).fill(0);
  for (const row of rows) if (row.bin >= 0 && row.bin < count) values[row.bin]! += numberOf(row);
  return values;
}
