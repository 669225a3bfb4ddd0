import type { LedgerSpan } from '../shared/run.ts';
import type { OrdinalRange } from './sampling-expression.ts';

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

export function isIn(ranges: readonly ChunkRange[], chunkIndex: number): boolean {
  return ranges.some(({ first, last }) => first <= chunkIndex && chunkIndex <= last);
}

/**
 * The sampled frames of some chunks, at most 48 ranges; ranges beyond that are joined across the smallest gaps.
 *
 * @param sampledFrames - of the run; `Infinity` while the end of the input is unknown
 */
export function framesOf(ranges: readonly ChunkRange[], chunkFrames: number, sampledFrames: number): OrdinalRange[] {
  const joined = [...ranges];
  while (joined.length > maxRanges) {
    const gaps = joined.slice(1).map(({ first }, index) => first - joined[index]!.last);
    const index = gaps.indexOf(Math.min(...gaps));
    joined.splice(index, 2, { first: joined[index]!.first, last: joined[index + 1]!.last });
  }
  return joined.map(({ first, last }) => ({
    first: first * chunkFrames,
    last: Math.min((last + 1) * chunkFrames, sampledFrames) - 1,
  }));
}
