import { z } from 'zod';

/**
 * Reads `V` for two alike, or `A,B`; for use as a flag of a verb that takes two models.
 *
 * @param one - reads a single value
 */
export function pairSchema<T>(one: z.ZodType<T, string>) {
  return z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(one).min(1).max(2))
    .transform(([a, b]): readonly [T, T] => [a as T, b === undefined ? (a as T) : b]);
}
