import { createHash } from 'node:crypto';
import type { RunSettings } from './run.ts';

/**
 * Id of a chunk of a run: the same work always gets the same id, so that the queue refuses it twice; a run that is begun anew
 * (`generation`) gets others, so that nothing left of before is taken for its own.
 */
export function chunkIdOf(runId: string, generation: number, chunkIndex: number): string {
  return `${runId}-g${generation}-c${chunkIndex}`;
}

/**
 * Id of a run: a hash of the video, the model and every setting that can change an answer.
 *
 * `chunkFrames` is left out: it says how the work is cut, not what comes out. So is `size` where it is the model's own.
 *
 * @returns `r` and 16 hexadecimal digits (BullMQ refuses ids that are integers)
 */
export function runIdOf(videoId: string, modelSha256: string, settings: RunSettings): string {
  const { chunkFrames: _, size, ...others } = settings;
  const answers = size === null ? others : { ...others, size: [size.width, size.height] };
  const canonical = JSON.stringify([
    videoId,
    modelSha256,
    Object.entries(answers).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
  return `r${createHash('sha256').update(canonical).digest('hex').slice(0, 16)}`;
}
