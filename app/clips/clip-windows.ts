import type { SegmentRow } from '../../shared/questions.ts';

/** A stretch of a video that becomes one clip; both ends included, seconds of the stream. */
export interface ClipWindow {
  readonly from: number;
  readonly to: number;
  /** What it shows, in order. */
  readonly segments: readonly SegmentRow[];
}

/**
 * What is cut for the segments of a run: each with some time before and after it; what overlaps or touches then is one.
 *
 * @param segments - in any order
 */
export function clipWindows(segments: readonly SegmentRow[], padSeconds: number): ClipWindow[] {
  const windows: { from: number; to: number; segments: SegmentRow[] }[] = [];
  for (const segment of segments.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    const [from, to] = [segment.from - padSeconds, segment.to + padSeconds];
    const last = windows.at(-1);
    if (last && from <= last.to) {
      last.to = Math.max(last.to, to);
      last.segments.push(segment);
    } else windows.push({ from, to, segments: [segment] });
  }
  return windows;
}
