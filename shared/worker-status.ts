import { z } from 'zod';
import type { Size } from './geometry.ts';
import { HOLD_UPS } from './hold-ups.ts';

/** A model that a worker cannot run at present, and why. */
export const modelRefusalSchema = z
  .object({
    /** `modelKeyOf` the model and the size. */
    modelKey: z.string().min(1),
    modelId: z.string().min(1),
    reason: z.string(),
  })
  .readonly();
export type ModelRefusal = z.output<typeof modelRefusalSchema>;

/** What a worker says of itself every few seconds. */
export const workerStatusSchema = z
  .object({ workerId: z.string().min(1), refusals: z.array(modelRefusalSchema).readonly() })
  .readonly();
export type WorkerStatus = z.output<typeof workerStatusSchema>;

/**
 * A model at a size, as workers name it: `<sha256>` or `<sha256>@<width>x<height>`.
 *
 * @param size - `null`: the model's own
 */
export function modelKeyOf(modelSha256: string, size: Size | null): string {
  return size === null ? modelSha256 : `${modelSha256}@${size.width}x${size.height}`;
}

/** Why none of some workers can run a model; `null` where one may, or where there is none at all. */
export function refusalOfAll(workers: readonly WorkerStatus[], modelKey: string): string | null {
  const refusals = workers.map(({ workerId, refusals }) => {
    const refusal = refusals.find((one) => one.modelKey === modelKey);
    return refusal && `${workerId} says: ${refusal.reason}`;
  });
  return refusals.every((refusal) => refusal !== undefined) ? (refusals[0] ?? null) : null;
}

/** What keeps all workers that live from taking chunks of a model, in words; `null` where one may take them. */
export function holdUpOf(workers: readonly WorkerStatus[], modelKey: string): string | null {
  if (workers.length === 0) return HOLD_UPS.noWorker();
  const refusal = refusalOfAll(workers, modelKey);
  return refusal && HOLD_UPS.noModel(refusal);
}

/** What keeps all workers that live from taking chunks of some model or other, in words; empty where nothing does. */
export function holdUpsOfAny(workers: readonly WorkerStatus[]): string[] {
  if (workers.length === 0) return [HOLD_UPS.noWorker()];
  const refused = new Set(workers.flatMap(({ refusals }) => refusals.map(({ modelKey }) => modelKey)));
  return [...refused].flatMap((modelKey) => holdUpOf(workers, modelKey) ?? []);
}
