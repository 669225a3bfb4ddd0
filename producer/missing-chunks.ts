import type { LedgerSpan } from '../shared/run.ts';
import type { OrdinalRange } from './ffmpeg/sampling-expression.ts';

/** Chunks, both ends included; `last` may be `Infinity`. */
export interface ChunkRange {
  readonly first: number;
  readonly last: number;
}

/** An expression grows with its ranges; beyond this many the nearest are joined. */
const maxRanges = 48;

/**
 * The chunks that a ledger does not account for.
 *
 * @param spans - ascending, not overlapping
 * @param chunkCount - of the run; `Infinity` while the end of the input is unknown
 */
export function missingChunks(spans: readonly LedgerSpan[], chunkCount: number): ChunkRange[] {
  const missing: ChunkRange[] = [];
  let next = 0;
  for (const { firstChunkIndex, lastChunkIndex } of spans) {
    if (firstChunkIndex > next) missing.push({ first: next, last: Math.min(firstChunkIndex, chunkCount) - 1 });
    next = Math.max(next, lastChunkIndex + 1);
  }
  if (next < chunkCount) missing.push({ first: next, last: chunkCount - 1 });
  return missing.filter(({ first, last }) => first <= last);
}

/** Ascending chunk indexes as ranges. */
export function rangesOf(chunkIndexes: readonly number[]): ChunkRange[] {
  const ranges: { first: number; last: number }[] = [];
  for (const index of chunkIndexes) {
    const current = ranges.at(-1);
    if (current && index === current.last + 1) current.last = index;
    else ranges.push({ first: index, last: index });
  }
  return ranges;
}

/** Those of some chunks that lie up to one of them. */
export function chunksUpTo(ranges: readonly ChunkRange[], chunkIndex: number): ChunkRange[] {
  return ranges
    .filter(({ first }) => first <= chunkIndex)
    .map(({ first, last }) => ({ first, last: Math.min(last, chunkIndex) }));
}

/** @param ranges - ascending, not overlapping */
export function isIn(ranges: readonly ChunkRange[], chunkIndex: number): boolean {
  let [from, to] = [0, ranges.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (ranges[middle]!.last < chunkIndex) from = middle + 1;
    else to = middle;
  }
  return from < ranges.length && ranges[from]!.first <= chunkIndex;
}

/**
 * The sampled frames of some chunks, at most 48 ranges; ranges beyond that are joined across the smallest gaps.
 *
 * @param ranges - ascending, not overlapping
 * @param sampledFrames - of the run; `Infinity` while the end of the input is unknown
 */
export function framesOf(ranges: readonly ChunkRange[], chunkFrames: number, sampledFrames: number): OrdinalRange[] {
  return joinNearest(ranges).map(({ first, last }) => ({
    first: first * chunkFrames,
    last: Math.min((last + 1) * chunkFrames, sampledFrames) - 1,
  }));
}

/** Keeps the widest gaps. */
function joinNearest(ranges: readonly ChunkRange[]): readonly ChunkRange[] {
  if (ranges.length <= maxRanges) return ranges;
  const gapBefore = (index: number) => ranges[index]!.first - ranges[index - 1]!.last;
  const beginnings = Array.from({ length: ranges.length - 1 }, (_, index) => index + 1)
    .sort((a, b) => gapBefore(b) - gapBefore(a))
    .slice(0, maxRanges - 1)
    .sort((a, b) => a - b);
  return [0, ...beginnings].map((begin, index) => ({
    first: ranges[begin]!.first,
    last: ranges[(beginnings[index] ?? ranges.length) - 1]!.last,
  }));
}
