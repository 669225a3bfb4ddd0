import type { z } from 'zod';

/** Reads `none`, `auto` or a list of layer indexes; for use as a zod transform. */
export function parseFloatLayers(text: string, context: z.RefinementCtx): readonly number[] | 'auto' {
  if (text === 'auto') return 'auto';
  if (text === 'none') return [];
  if (/^\d+(,\d+)*$/.test(text)) return [...new Set(text.split(',').map(Number))];
  context.addIssue({ code: 'custom', message: 'no layers' });
  return [];
}
