import { createHash } from 'node:crypto';

/**
 * The id that a run was given by the version before the first migration: a hash over all settings, `chunkFrames` and a
 * `size` that is the model's own left out.
 *
 * @param settings - as they were stored then
 */
export function firstRunIdOf(
  videoId: string,
  modelSha256: string,
  settings: Readonly<Record<string, unknown>> & { readonly size?: { width: number; height: number } | null },
): string {
  const { chunkFrames: _, size = null, ...others } = settings;
  const answers = size === null ? others : { ...others, size: [size.width, size.height] };
  const sorted = Object.entries(answers).sort(([a], [b]) => (a < b ? -1 : 1));
  const canonical = JSON.stringify([videoId, modelSha256, sorted]);
  return `r${createHash('sha256').update(canonical).digest('hex').slice(0, 16)}`;
}
