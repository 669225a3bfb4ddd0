import { QueryError } from '../../../shared/errors.ts';
import { nearNames } from '../filter/near-names.ts';
import { FORBIDDEN_FUNCTIONS, LENGTHENING_FUNCTIONS, TABLE_FUNCTIONS } from './functions.ts';
import { VIEWS_BY_NAME } from './views.ts';

/** A statement as DuckDB parses it, written as JSON. */
type Tree = { readonly [key: string]: unknown };

/** What a statement reads. */
export interface ReadStatement {
  /** Names of views. */
  readonly views: ReadonlySet<string>;
  /** Names that may be those of columns; `null`: any column may be meant. */
  readonly columns: ReadonlySet<string> | null;
}

/** Parts of a statement that mean columns which they do not name. */
const UNNAMED = new Set(['STAR', 'POSITIONAL_REFERENCE', 'PIVOT', 'UNPIVOT', 'SHOW_REF', 'NATURAL']);
/** What rows may be taken from. */
const SOURCES = new Set([
  ...[
    'BASE_TABLE',
    'SUBQUERY',
    'JOIN',
    'TABLE_FUNCTION',
    'EXPRESSION_LIST',
    'EMPTY',
    'EMPTY_FROM',
    'PIVOT',
    'SHOW_REF',
  ],
  'CTE',
]);

/**
 * What one SELECT reads, all of its parts looked at.
 *
 * @param tree - as DuckDB's parser gives it
 * @throws {QueryError} `QUERY_INVALID` for anything that is not a view of ours, and for functions that read or change what is none
 */
export function readStatement(tree: Tree): ReadStatement {
  const reading = new Reading();
  reading.visit(tree, new Set());
  return { views: reading.views, columns: reading.isAnyColumn() ? null : reading.names };
}

class Reading {
  readonly views = new Set<string>();
  /** Every word of the statement, whatever it stands for. */
  readonly names = new Set<string>();
  readonly #sources = new Set<string>();
  readonly #single = new Set<string>();
  #isUnnamed = false;

  /** Whether columns may be meant that are not named: a whole row by the name of its table is one such way. */
  isAnyColumn(): boolean {
    return this.#isUnnamed || [...this.#single].some((name) => this.#sources.has(name));
  }

  /** @param known - names that stand for subqueries here */
  visit(part: unknown, known: ReadonlySet<string>): void {
    if (typeof part === 'string') {
      this.names.add(part.toLowerCase());
      if (UNNAMED.has(part)) this.#isUnnamed = true;
    } else if (Array.isArray(part)) for (const item of part) this.visit(item, known);
    else if (typeof part === 'object' && part !== null) this.#visitTree(part as Tree, known);
  }

  #visitTree(tree: Tree, known: ReadonlySet<string>): void {
    this.#check(tree, known);
    const inside = this.#withSubqueries(tree, known);
    for (const [key, part] of Object.entries(tree)) {
      if (key === 'cte_map') continue;
      if (tree.type === 'TABLE_FUNCTION' && key === 'function') {
        this.visit({ ...(part as Tree), function_name: null }, inside); // it may be what values may not be made by
        continue;
      }
      // of a recursive subquery only the part behind its UNION knows itself
      const isItself = tree.type === 'RECURSIVE_CTE_NODE' && key === 'right';
      this.visit(part, isItself ? new Set([...inside, String(tree.cte_name).toLowerCase()]) : inside);
    }
  }

  #check(tree: Tree, known: ReadonlySet<string>): void {
    const { type, from_table: from } = tree;
    if (type === 'BASE_TABLE' || type === 'SHOW_REF') this.#readSource(tree, known);
    if (type === 'TABLE_FUNCTION') requireTableFunction(tree);
    if (typeof tree.function_name === 'string') refuseFunction(tree.function_name);
    if (type === 'COLUMN_REF') this.#readColumn(tree);
    if (from !== undefined && from !== null) requireSource(from as Tree);
  }

  #readSource(tree: Tree, known: ReadonlySet<string>): void {
    const { catalog_name: catalog, schema_name: schema, table_name: name, alias } = tree;
    if (typeof name !== 'string' || name === '') return; // what is shown is a statement
    const asked = name.toLowerCase();
    this.#sources.add(asked).add(String(alias ?? '').toLowerCase());
    const isBare = !catalog && !schema;
    if (isBare && known.has(asked)) return;
    if (!isBare || !VIEWS_BY_NAME.has(asked)) throw unknownView([catalog, schema, name].filter(Boolean).join('.'));
    this.views.add(asked);
  }

  #readColumn({ column_names: names }: Tree): void {
    if (Array.isArray(names) && names.length === 1) this.#single.add(String(names[0]).toLowerCase());
  }

  /** Looks at the subqueries that stand before a SELECT, and adds their names; each knows those before it. */
  #withSubqueries(tree: Tree, known: ReadonlySet<string>): ReadonlySet<string> {
    const map = (tree.cte_map as Tree | undefined)?.map as readonly Tree[] | undefined;
    if (!map || map.length === 0) return known;
    const inside = new Set(known);
    for (const { key, value } of map) {
      this.visit(value, new Set(inside));
      inside.add(String(key).toLowerCase());
    }
    return inside;
  }
}

function requireSource({ type }: Tree): void {
  if (SOURCES.has(String(type))) return;
  throw new QueryError('QUERY_INVALID', `Expected rows of views, got rows of \`${type}\`.`);
}

function requireTableFunction(tree: Tree): void {
  const name = String((tree.function as Tree | undefined)?.function_name ?? '').toLowerCase();
  if (TABLE_FUNCTIONS.has(name)) return;
  throw new QueryError(
    'QUERY_INVALID',
    `Expected rows of views, or of ${[...TABLE_FUNCTIONS].join(', ')}, got \`${name}\`: files, settings and other databases are not read here.`,
  );
}

function refuseFunction(written: string): void {
  const name = written.toLowerCase();
  if (FORBIDDEN_FUNCTIONS.has(name)) {
    throw new QueryError(
      'QUERY_INVALID',
      `Expected functions of values, got \`${name}\`: settings and sequences are not read here, and nothing waits.`,
    );
  }
  if (LENGTHENING_FUNCTIONS.has(name)) {
    throw new QueryError(
      'QUERY_INVALID',
      `Expected values no longer than what they are made of, got \`${name}\`; \`range\` and \`generate_series\` stand behind FROM.`,
    );
  }
}

function unknownView(name: string): QueryError {
  const near = nearNames(name.split('.').at(-1)!, [...VIEWS_BY_NAME.keys()]);
  const choice = near.length > 0 ? `near: ${near.join(', ')}` : [...VIEWS_BY_NAME.keys()].join(', ');
  return new QueryError('QUERY_INVALID', `Expected a view of the store (${choice}), got \`${name}\`.`);
}
