/** A statement and the values of its named parameters (`$name`); values never stand in the text. */
export interface SqlQuery {
  readonly sql: string;
  readonly values: Readonly<Record<string, string | number | null>>;
}

/** `($p0, $p1, …)` and its values, for `IN`; an empty list matches nothing. */
export function listOf(prefix: string, items: readonly (string | number)[]): SqlQuery {
  if (items.length === 0) return { sql: '(NULL)', values: {} };
  return {
    sql: `(${items.map((_, index) => `$${prefix}${index}`).join(', ')})`,
    values: Object.fromEntries(items.map((item, index) => [`${prefix}${index}`, item])),
  };
}
