import type { RawFilter } from '../../shared/questions.ts';

/** The filters that say of a detection itself whether it is asked for; the others say in which frames. */
const BOX_FILTERS = ['label', 'notLabel', 'minConfidence', 'zone', 'zones', 'anchor', 'overlap', 'area', 'aspect'];

/** Those of a question's filters that say which boxes are meant. @param more - others that are kept */
export function boxFilterOf(filter: RawFilter, more: readonly string[] = []): RawFilter {
  return Object.fromEntries(Object.entries(filter).filter(([name]) => [...BOX_FILTERS, ...more].includes(name)));
}
