import { z } from 'zod';
import type { Size } from '../../shared/geometry.ts';

export const precisionSchema = z.enum(['fp32', 'int8']);

/** Which graph of a model is meant, and at which size it runs. */
export interface ModelForm {
  readonly precision: z.output<typeof precisionSchema>;
  /** `null`: the model's own. */
  readonly size: Size | null;
}
