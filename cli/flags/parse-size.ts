import type { z } from 'zod';
import type { Size } from '../../shared/geometry.ts';

/** Reads `N` or `WxH` (also `W×H`), each a multiple of 32; for use as a zod transform. */
export function parseSize(text: string | null, context: z.RefinementCtx): Size | null {
  if (text === null) return null;
  const match = /^(\d{2,5})(?:[x×](\d{2,5}))?$/.exec(text);
  const width = Number(match?.[1]);
  const height = Number(match?.[2] ?? match?.[1]);
  if (width > 0 && width % 32 === 0 && height > 0 && height % 32 === 0) return { width, height };
  context.addIssue({ code: 'custom', message: 'no size' });
  return null;
}
