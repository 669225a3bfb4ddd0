/** A stretch of stream time, both ends included. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** How two sets of stretches are put together. */
export type SetOperation = 'and' | 'or' | 'minus' | 'before' | 'after';

/**
 * Stretches of `a` and `b` (each in order, apart) put together: where both hold, where one does, where `a` does and `b` does not;
 * or those of `a` that end before a stretch of `b` begins, or begin after one has ended, within so many seconds.
 *
 * @param within - for `before` and `after`
 */
export function combine(
  operation: SetOperation,
  a: readonly Interval[],
  b: readonly Interval[],
  within: number,
): Interval[] {
  switch (operation) {
    case 'and':
      return intersection(a, b);
    case 'or':
      return union(a, b);
    case 'minus':
      return difference(a, b);
    case 'before':
      return a.filter(({ to }) => b.some(({ from }) => from > to && from - to <= within));
    case 'after':
      return a.filter(({ from }) => b.some(({ to }) => from > to && from - to <= within));
  }
}

function intersection(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  const shared: Interval[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [one, other] = [a[i]!, b[j]!];
    const [from, to] = [Math.max(one.from, other.from), Math.min(one.to, other.to)];
    if (from <= to) shared.push({ from, to });
    if (one.to < other.to) i++;
    else j++;
  }
  return shared;
}

function union(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  const merged: Interval[] = [];
  for (const one of [...a, ...b].sort((x, y) => x.from - y.from)) {
    const last = merged.at(-1);
    if (last && one.from <= last.to) merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, one.to) };
    else merged.push(one);
  }
  return merged;
}

/** A stretch that is left between two of `b` ends where these begin: they take their ends with them. */
function difference(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  return a.flatMap((one) => {
    const left: Interval[] = [];
    let from = one.from;
    for (const other of b) {
      if (other.to < from || other.from > one.to) continue;
      if (other.from > from) left.push({ from, to: other.from });
      from = other.to;
    }
    if (
      from < one.to ||
      (from === one.from && left.length === 0 && !b.some((other) => other.from <= from && from <= other.to))
    ) {
      left.push({ from, to: one.to });
    }
    return left;
  });
}
