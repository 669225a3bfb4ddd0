import { type Count, countsIn } from '../filter/condition.ts';
import type { ResolvedCondition, ResolvedLabel } from './resolved-filter.ts';

/** A condition as SQL over groups of the detections `d` of a frame. */
export function conditionSql(condition: ResolvedCondition): string {
  switch (condition.kind) {
    case 'count':
      return `${countSql(condition)} ${condition.operator === '!=' ? '<>' : condition.operator} ${condition.value}`;
    case 'not':
      return `NOT (${conditionSql(condition.part)})`;
    default:
      return condition.parts.map((part) => `(${conditionSql(part)})`).join(condition.kind === 'and' ? ' AND ' : ' OR ');
  }
}

/** The labels that a condition counts, `null` where it counts any. */
export function labelNosIn(condition: ResolvedCondition): number[] | null {
  const counts = countsIn(condition);
  if (counts.some(({ label }) => label === null)) return null;
  return [...new Set(counts.flatMap(({ label }) => label?.labelNo ?? []))];
}

function countSql({ label }: Count<ResolvedLabel>): string {
  if (label === null) return 'count(*)';
  return label.labelNo === null ? '0' : `count(*) FILTER (d.label_no = ${label.labelNo})`;
}
