import { z } from 'zod';
import { modelReferenceSchema, runSettingsSchema } from './run.ts';

/** What a command tells the workers that it has forked, once it knows: the model that they load before frames ask for it. */
export const preloadSchema = z
  .object({
    modelSha256: modelReferenceSchema.shape.modelSha256,
    /** `null`: the model's own. */
    size: runSettingsSchema.unwrap().shape.size,
  })
  .readonly();
export type Preload = z.output<typeof preloadSchema>;
