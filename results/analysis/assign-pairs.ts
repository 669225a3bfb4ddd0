import { munkres } from 'munkres';
import { groupBy } from '../query/group-by.ts';

/** Two things, by their places in two lists, and how well they go together. */
export interface Pair {
  readonly row: number;
  readonly column: number;
  /** Above 0. */
  readonly similarity: number;
}

/**
 * The pairs that together are most similar, each thing in one of them at most (linear sum assignment). Pairs that are not given
 * cannot be had.
 *
 * @returns in the order in which they were given
 */
export function assignPairs(pairs: readonly Pair[]): Pair[] {
  const chosen = new Set<Pair>();
  for (const group of groupsOf(pairs)) {
    for (const pair of group.length === 1 ? group : bestOf(group)) chosen.add(pair);
  }
  return pairs.filter((pair) => chosen.has(pair));
}

/** Pairs that hang together: most groups have one, and the others are small. */
function groupsOf(pairs: readonly Pair[]): Pair[][] {
  // columns are told from rows by their sign
  const parents = new Map<number, number>();
  const rootOf = (name: number): number => {
    let root = name;
    for (let parent = parents.get(root); parent !== undefined; parent = parents.get(root)) root = parent;
    if (root !== name) parents.set(name, root);
    return root;
  };
  for (const { row, column } of pairs) {
    const [a, b] = [rootOf(row), rootOf(-1 - column)];
    if (a !== b) parents.set(a, b);
  }
  return [...groupBy(pairs, ({ row }) => rootOf(row)).values()];
}

function bestOf(group: readonly Pair[]): Pair[] {
  const rows = [...new Set(group.map(({ row }) => row))];
  const columns = [...new Set(group.map(({ column }) => column))];
  const table: (Pair | null)[][] = rows.map(() => columns.map(() => null));
  for (const pair of group) table[rows.indexOf(pair.row)]![columns.indexOf(pair.column)] = pair;
  // one that is not given costs what nothing is worth, and is left out of the answer
  const costs = table.map((line) => line.map((pair) => -(pair?.similarity ?? 0)));
  return munkres(costs).flatMap(([row, column]) => table[row]![column] ?? []);
}
