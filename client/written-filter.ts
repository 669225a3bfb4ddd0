import { labelListItem } from '../shared/label-list.ts';
import type { RawFilter } from '../shared/questions.ts';

/** Which lists hold labels: those may hold commas. */
const OF_LABELS = ['label', 'notLabel', 'with', 'without', 'then', 'classes'];

/** A question as it is written in a URL; what is left out or empty is not written. */
export function writtenFilter(question: object): RawFilter {
  const written: Record<string, string> = {};
  for (const [name, value] of Object.entries(question)) {
    if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) continue;
    written[name] = textOf(name, value);
  }
  return written;
}

function textOf(name: string, value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return (OF_LABELS.includes(name) ? value.map(labelListItem) : value).join(',');
  // never 1e-7
  if (typeof value === 'number') return value.toLocaleString('en', { useGrouping: false, maximumFractionDigits: 20 });
  return String(value);
}
