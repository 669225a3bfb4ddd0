import type { MissingFrames } from './frame-gaps.ts';
import type { ClockJump } from './frame-sampler.ts';

/** What was seen of a source so far. */
export interface SeenSource {
  /** Frames of the source. */
  readonly sourceFrames: number;
  /** Sampled frames, handed over or not. */
  readonly sampledFrames: number;
  /** Time stamp of the first frame. */
  readonly firstSeconds: number;
  /** From the first frame to the last one seen, steps back of the clock left out. */
  readonly elapsedSeconds: number;
  /** Whether nothing that is wanted can come any more, so that the rest of the source was not read. */
  readonly isFinished: boolean;
  /** What lies between the frames without one; whether damage is the reason, the log tells. */
  readonly missing: MissingFrames | null;
  readonly clockJumps: number;
  readonly firstClockJump: ClockJump | null;
}
