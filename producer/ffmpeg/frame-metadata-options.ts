import type { FrameSampler } from '../recording/frame-sampler.ts';
import type { SourceFrames } from './source-frames.ts';

/** How frames are chosen, and what to do when ffmpeg begins a new filter graph. */
export interface FrameMetadataOptions {
  readonly sampler: FrameSampler;
  /** Whether ffmpeg chooses (then each choice is compared with the sampler's), or hands over every frame. */
  readonly isSelecting: boolean;
  /** Whether ffmpeg marks the candidates, and hands over all of them; this side samples among them. A recording's only. */
  readonly areCandidatesTold: boolean;
  /** Where the frames lie of which ffmpeg tells some only; `null`: it tells of all. */
  readonly frames: SourceFrames | null;
  /** A camera is taken as it comes: what ffmpeg lets through, stamped with the wall clock, is what is sampled, and a new graph begins the sampling anew. */
  readonly isLive: boolean;
  /** Whether frames of a second filter graph can be dealt with. */
  readonly isFollowingGraphs: boolean;
  /** Time stamps of the source's first frames, with which those that come are compared; empty: with none. */
  readonly times: Float64Array;
}
