import { labelListItem, parseLabelList } from '../../shared/label-list.ts';

/** How sure detections have to be: of labels by name, and of all others. */
export interface LeastConfidence {
  /** As it is written; empty: as sure as they are. */
  readonly others: string;
  readonly byLabel: ReadonlyMap<string, string>;
}

/** Reads `0.5,dog=0.3`, as the filter `minConfidence` has it. */
export function parseConfidence(text: string): LeastConfidence {
  const byLabel = new Map<string, string>();
  let others = '';
  for (const part of text.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)) {
    const [, name, share = ''] = /^\s*(?:(.+)=)?\s*([\d.]+)\s*$/.exec(part) ?? [];
    if (name === undefined) others = share;
    else byLabel.set(parseLabelList(name)?.[0] ?? name, share);
  }
  return { others, byLabel };
}

/** The same as a filter; an own value of a label that is empty is none. */
export function writeConfidence({ others, byLabel }: LeastConfidence): string {
  const own = [...byLabel]
    .filter(([, share]) => share !== '')
    .map(([label, share]) => `${labelListItem(label)}=${share}`);
  if (own.length === 0) return others === '0' ? '' : others;
  return [others === '' ? '0' : others, ...own].join(',');
}
