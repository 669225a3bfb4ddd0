import type { ChunkJob } from '../shared/chunk-job.ts';
import { chunkIdOf } from '../shared/identity.ts';
import type { OpenRun } from '../shared/run.ts';
import type { FrameChunk } from './chunker.ts';
import { joined } from './ffmpeg/frame-reader.ts';
import type { StreamInfo } from './ffmpeg/stream-info.ts';
import type { SameFrames } from './same-frames.ts';

/** What all chunks of a run have in common. */
export interface ChunkFacts {
  readonly run: Pick<OpenRun, 'runId' | 'video' | 'model' | 'settings'>;
  /** Of the run, as the ledger gave it. */
  readonly generation: number;
  readonly timeBase: StreamInfo['timeBase'];
  readonly isLive: boolean;
}

/** What goes on the queue. */
export interface PackedChunk {
  readonly job: ChunkJob;
  readonly payload: Uint8Array;
}

/**
 * A chunk as it goes on the queue: the job, and the pixels of its frames one after the other.
 *
 * @param same - finds the frames that need not be looked at, whose pixels are left out, and keeps the others; `null`: all are looked at
 */
export function packChunk(
  { chunkIndex, frames }: FrameChunk,
  { run, generation, timeBase, isLive }: ChunkFacts,
  same: SameFrames | null,
): PackedChunk {
  const { runId, video, settings } = run;
  const { modelId, modelSha256 } = run.model;
  const { size } = frames[0]!;
  const sources = frames.map((frame) => same?.sourceOf(frame, chunkIndex) ?? null);
  const job: ChunkJob = {
    chunkId: chunkIdOf(runId, generation, chunkIndex),
    runId,
    generation,
    videoId: video.videoId,
    chunkIndex,
    frames: frames.map(({ frameIndex, pts, arrivedAt, source }, index) => ({
      frameIndex,
      pts,
      capturedAt: isLive ? arrivedAt : null,
      sourceWidth: source.width,
      sourceHeight: source.height,
      ...(sources[index] && { carriedFrom: sources[index] }),
    })),
    timeBase: [...timeBase],
    pixelFormat: settings.gray ? 'gray' : 'rgb24',
    frameWidth: size.width,
    frameHeight: size.height,
    model: { modelId, modelSha256 },
    settings,
  };
  const inferred = frames.filter((_, index) => !sources[index]);
  return { job, payload: joined(inferred.map(({ pixels }) => pixels)) };
}
