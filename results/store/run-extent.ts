import type { ChunkAccount } from '../../shared/chunk-result.ts';

/** What the store knows of an open run, as far as it says which results belong to it. */
export interface RunExtent {
  readonly generation: number;
  readonly chunkFrames: number;
  /** `null` until the end of the input was reached once, and where that is only what is known so far. */
  readonly sampledFrames: number | null;
  /** A camera's chunks may be closed before they are full. */
  readonly isCamera: boolean;
}

/** The columns of a `RunExtent`, of a run `r` and its video `v`. */
export const EXTENT_COLUMNS = `r.generation::DOUBLE AS generation, CASE WHEN r.is_end_open IS NOT true THEN r.sampled_frames END AS "sampledFrames",
  (r.settings->>'chunkFrames')::INTEGER AS "chunkFrames", v.content_hash IS NULL AS "isCamera"`;

/** Frames that a chunk of a run may have, `[fewest, most]`; `most` is 0 for a chunk beyond its end. */
export function framesOfChunk(run: RunExtent, chunkIndex: number): readonly [fewest: number, most: number] {
  const { chunkFrames, sampledFrames, isCamera } = run;
  if (sampledFrames === null) return [1, chunkFrames];
  if (isCamera) return [1, Math.min(chunkFrames, Math.max(0, sampledFrames - chunkIndex))];
  const left = Math.max(0, sampledFrames - chunkIndex * chunkFrames);
  const count = Math.min(chunkFrames, left);
  return [count, count];
}

/** Whether a result accounts for frames that its run has. */
export function isWithin(run: RunExtent, { chunkIndex, firstFrameIndex, frameCount }: ChunkAccount): boolean {
  const [fewest, most] = framesOfChunk(run, chunkIndex);
  if (frameCount < fewest || frameCount > most) return false;
  // sampling only leaves frames out, so a frame's index is never below its place among the sampled ones
  return run.isCamera || firstFrameIndex >= chunkIndex * run.chunkFrames;
}
