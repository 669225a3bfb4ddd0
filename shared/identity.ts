import { createHash } from 'node:crypto';
import type { Size } from './geometry.ts';
import { type RunSettings, runSettingsSchema } from './run.ts';

/**
 * Id of a chunk of a run: the same work always gets the same id, so that the queue refuses it twice; a run that is begun anew
 * (`generation`) gets others, so that nothing left of before is taken for its own.
 */
export function chunkIdOf(runId: string, generation: number, chunkIndex: number): string {
  return `${runId}-g${generation}-c${chunkIndex}`;
}

/** A setting at its default is no part of an id: one that is added later renames no run. So a default is never changed. */
const DEFAULTS: RunSettings = runSettingsSchema.parse({});

/**
 * Id of a run: a hash of the video, the model and every setting that can change an answer and differs from its default.
 *
 * `chunkFrames` is left out: it says how the work is cut, not what comes out. The order of `classes` does not count.
 *
 * @returns `r` and 16 hexadecimal digits (BullMQ refuses ids that are integers)
 */
export function runIdOf(videoId: string, modelSha256: string, settings: RunSettings): string {
  const { chunkFrames: _, ...answers } = settings;
  const chosen = Object.entries({ ...answers, classes: [...new Set(answers.classes)].sort() })
    .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(DEFAULTS[name as keyof RunSettings]))
    .map(([name, value]) => [name, isSize(value) ? [value.width, value.height] : value])
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  const canonical = JSON.stringify([videoId, modelSha256, chosen]);
  return `r${createHash('sha256').update(canonical).digest('hex').slice(0, 16)}`;
}

function isSize(value: unknown): value is Size {
  return typeof value === 'object' && value !== null && 'width' in value && 'height' in value;
}
