import { z } from 'zod';

/** What frames may be encoded as on their way through the queue. */
export const ENCODINGS = ['jpeg', 'webp'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** How frames are encoded: the higher the quality, the more bytes. */
export const frameCodecSchema = z
  .object({ encoding: z.enum(ENCODINGS), quality: z.number().int().min(1).max(100) })
  .readonly();
export type FrameCodec = z.output<typeof frameCodecSchema>;

/** Whether frames are decoded as what they were, bit for bit: WebP of quality 100 is its lossless form. */
export function isExact({ encoding, quality }: FrameCodec): boolean {
  return encoding === 'webp' && quality === 100;
}
