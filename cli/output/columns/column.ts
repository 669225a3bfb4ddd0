/** A column of a table for people. */
export interface Column<R> {
  readonly title: string;
  /** What stands in it; empty where there is nothing to say. */
  readonly cell: (row: R) => string;
  /** The column of least importance is the first to be left out where there is no room for all. */
  readonly importance: number;
  /** Numbers stand to the right. */
  readonly isNumber: boolean;
  /** Letters to which it may be cut; `null`: it is never cut. */
  readonly least: number | null;
}

/** A column of words. @param least - letters to which it may be cut */
export function words<R>(
  title: string,
  importance: number,
  cell: (row: R) => string | null,
  least: number | null = null,
): Column<R> {
  return { title, importance, cell: (row) => cell(row) ?? '', isNumber: false, least };
}

/** A column of numbers. @param textOf - how they are written */
export function numbers<R>(
  title: string,
  importance: number,
  numberOf: (row: R) => number | null | undefined,
  textOf: (value: number) => string = String,
): Column<R> {
  const cell = (row: R) => {
    const value = numberOf(row);
    return value === null || value === undefined ? '' : textOf(value);
  };
  return { title, importance, cell, isNumber: true, least: null };
}
