import type { ChunkOutcome } from '../../shared/chunk-result.ts';

/** Consecutive frames of a chunk with one outcome: a row of the ledger. */
export interface Stretch<Frame> {
  readonly state: 'stored' | 'failed';
  readonly error: string | null;
  readonly firstFrameIndex: number;
  readonly frameCount: number;
  /** Those that are stored. */
  readonly frames: readonly Frame[];
}

interface Outcome<Frame> {
  readonly frameIndex: number;
  readonly error: string | null;
  readonly frame: Frame | null;
}

/** The outcomes of a chunk's frames, ascending, neighbours of one outcome joined; nearly always it is one. */
export function stretchesOf<Frame extends { readonly frameIndex: number }>(
  result: ChunkOutcome & { readonly frames: readonly Frame[] },
): Stretch<Frame>[] {
  const { state, error, firstFrameIndex, frameCount, frames, failures } = result;
  if (state === 'failed') return [{ state, error, firstFrameIndex, frameCount, frames: [] }];
  if (failures.length === 0) return [{ state, error, firstFrameIndex, frameCount, frames }];
  const outcomes: Outcome<Frame>[] = [
    ...frames.map((frame) => ({ frameIndex: frame.frameIndex, error: null, frame })),
    ...failures.map((failure) => ({ ...failure, frame: null })),
  ];
  const stretches: Outcome<Frame>[][] = [];
  for (const outcome of outcomes.sort((a, b) => a.frameIndex - b.frameIndex)) {
    const last = stretches.at(-1);
    if (last?.[0]?.error === outcome.error) last.push(outcome);
    else stretches.push([outcome]);
  }
  return stretches.map((stretch) => ({
    state: stretch[0]!.error === null ? 'stored' : 'failed',
    error: stretch[0]!.error,
    firstFrameIndex: stretch[0]!.frameIndex,
    frameCount: stretch.length,
    frames: stretch.flatMap(({ frame }) => frame ?? []),
  }));
}
