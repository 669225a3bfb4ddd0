import { type ChunkJob, payloadBytesOf } from '../../shared/chunk-job.ts';
import { chunkIdOf } from '../../shared/identity.ts';
import { runSettingsSchema } from '../../shared/run.ts';

export function chunkFrame(frameIndex: number, sourceWidth = 10, sourceHeight = 10): ChunkJob['frames'][number] {
  return { frameIndex, pts: frameIndex, capturedAt: null, sourceWidth, sourceHeight };
}

/** A chunk job of run `r`, one gray frame of 10×10 unless told otherwise. */
export function chunkJob(chunkIndex: number, given: Partial<ChunkJob> = {}): ChunkJob {
  const { runId = 'r', generation = 1 } = given;
  return {
    ...{ chunkId: chunkIdOf(runId, generation, chunkIndex), runId, generation, videoId: 'v', chunkIndex },
    ...{ frames: [chunkFrame(chunkIndex)], timeBase: [1, 25] },
    ...{ pixelFormat: 'gray', frameWidth: 10, frameHeight: 10 },
    ...{ model: { modelId: 'm', modelSha256: 'a'.repeat(64) }, settings: runSettingsSchema.parse({}) },
    ...given,
  };
}

/** As many bytes as the job says. */
export function payloadFor(job: ChunkJob): Uint8Array {
  return new Uint8Array(payloadBytesOf(job)).fill(7);
}
