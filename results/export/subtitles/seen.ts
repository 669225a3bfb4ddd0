import type { ExportFrame } from '../export-source.ts';

/** How many of each label a frame holds; labels that it does not hold are not there. */
export type Seen = ReadonlyMap<string, number>;

export function seenIn({ detections }: ExportFrame): Seen {
  const seen = new Map<string, number>();
  for (const { label } of detections) seen.set(label, (seen.get(label) ?? 0) + 1);
  return seen;
}

export function isSame(one: Seen, other: Seen): boolean {
  return one.size === other.size && [...one].every(([label, count]) => other.get(label) === count);
}

/** Of each label the more that either holds. */
export function mostOf(one: Seen, other: Seen): Seen {
  const most = new Map(one);
  for (const [label, count] of other) most.set(label, Math.max(count, most.get(label) ?? 0));
  return most;
}
