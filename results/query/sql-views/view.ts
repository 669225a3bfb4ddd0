/** A column of a view. */
export interface ViewColumn {
  readonly name: string;
  /** Where it comes from, of the tables that the view reads. */
  readonly sql: string;
  readonly meaning: string;
  /** What has to be joined for it, by the names that the view gives its joins, in order. */
  readonly needs?: readonly string[];
}

/** What can be asked in SQL: a table made for reading, over those that the store keeps. */
export interface View {
  readonly name: string;
  /** What a row is. */
  readonly meaning: string;
  /** The table that its rows are of, and what it is called here. Tables are written as `{runs}`. */
  readonly from: string;
  readonly where?: string;
  readonly joins: Readonly<Record<string, string>>;
  readonly columns: readonly ViewColumn[];
}

/** A column that needs nothing but the view's own table. */
export function plain(name: string, sql: string, meaning: string): ViewColumn {
  return { name, sql, meaning };
}

/**
 * The statement of a view with the columns that are wanted; joins that only others need are left out, so that a question costs what it
 * asks.
 *
 * @param wanted - names of columns, also of other views; `null`: all
 * @param catalog - in which the tables lie, so that a view may be called as its table is
 */
export function viewSql(view: View, wanted: ReadonlySet<string> | null, catalog: string): string {
  const columns = view.columns.filter(({ name, needs = [] }) => needs.length === 0 || !wanted || wanted.has(name));
  const needed = new Set(columns.flatMap(({ needs = [] }) => needs));
  const joins = Object.entries(view.joins).flatMap(([name, sql]) => (needed.has(name) ? sql : []));
  const list = columns.map(({ name, sql }) => `${sql} AS ${name}`).join(', ');
  const where = view.where === undefined ? '' : `WHERE ${view.where}`;
  const database = `"${catalog.replaceAll('"', '""')}"`;
  return `SELECT ${list} FROM ${[view.from, ...joins].join(' ')} ${where}`.replaceAll(
    /\{(\w+)\}/g,
    (_, table) => `${database}.main.${table}`,
  );
}
