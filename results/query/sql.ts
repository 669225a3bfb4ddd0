/** A statement and the values of its named parameters (`$name`); values never stand in the text. */
export interface SqlQuery {
  readonly sql: string;
  readonly values: Readonly<Record<string, string | number | null>>;
}

/** `(1, 2, …)`, for `IN`; an empty list matches nothing. @param numbers - whole ones, of our own making */
export function numberList(numbers: readonly number[]): string {
  return numbers.length === 0 ? '(NULL)' : `(${numbers.map((number) => Math.trunc(number)).join(', ')})`;
}

/** Whether a column holds one of some numbers; a range where they follow one another, which spares looking at most rows. */
export function isAmong(column: string, numbers: readonly number[]): string {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  const [first, last] = [sorted[0], sorted.at(-1)];
  const isRange = first !== undefined && last !== undefined && last - first === sorted.length - 1;
  if (!isRange) return `${column} IN ${numberList(sorted)}`;
  return first === last
    ? `${column} = ${Math.trunc(first)}`
    : `${column} BETWEEN ${Math.trunc(first)} AND ${Math.trunc(last)}`;
}

/**
 * A table of numbers as a `SELECT`: written as JSON, which DuckDB reads ten times as fast as a list of values. It stands in a row of its
 * own: a constant would be read while the statement is planned, and all of it be copied by each step of that.
 *
 * @param columns - names, of our own making; each holds DOUBLEs
 */
export function numberTable(columns: readonly string[], rows: readonly (readonly (number | null)[])[]): string {
  const cells = columns.map((name, index) => `cells[${index + 1}] AS ${name}`).join(', ');
  const json = `(VALUES ('${JSON.stringify(rows)}')) one(json)`;
  return `SELECT ${cells} FROM (SELECT unnest(from_json(json, '[["DOUBLE"]]')) AS cells FROM ${json})`;
}

/** `($p0, $p1, …)` and its values, for `IN`; an empty list matches nothing. */
export function listOf(prefix: string, items: readonly (string | number)[]): SqlQuery {
  if (items.length === 0) return { sql: '(NULL)', values: {} };
  return {
    sql: `(${items.map((_, index) => `$${prefix}${index}`).join(', ')})`,
    values: Object.fromEntries(items.map((item, index) => [`${prefix}${index}`, item])),
  };
}
