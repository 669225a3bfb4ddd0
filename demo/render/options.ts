import { z } from 'zod';
import { parseConfig } from '../../shared/config.ts';
import type { ClipOptions } from './clip.ts';
import type { PicturesOptions } from './pictures.ts';

const seed = z.coerce.number().int().min(0).describe('a whole number of at least 0');

const picturesSchema = z.object({
  seed,
  count: z.coerce.number().int().min(1).describe('a whole number of at least 1'),
  size: z.coerce.number().int().min(64).max(2048).describe('a whole number in 64..2048'),
  out: z.string().min(1).describe('the folder to write to'),
});

const clipSchema = z.object({
  seed,
  seconds: z.coerce.number().positive().describe('a number above 0'),
  fps: z.coerce.number().int().min(1).max(60).describe('a whole number in 1..60'),
  width: z.coerce.number().int().min(64).max(2048).multipleOf(2).describe('an even number in 64..2048'),
  height: z.coerce.number().int().min(64).max(2048).multipleOf(2).describe('an even number in 64..2048'),
  crf: z.coerce.number().int().min(0).max(51).describe('a whole number in 0..51'),
  out: z
    .string()
    .regex(/\.mp4$/)
    .describe('a file name that ends in `.mp4`'),
});

/** @throws {FramefleetError} `CONFIG_INVALID`, all faults at once */
export function picturesOptions(raw: Readonly<Record<string, unknown>>): PicturesOptions {
  return parseConfig(picturesSchema, raw, (field) => `--${field}`);
}

/** @throws {FramefleetError} `CONFIG_INVALID`, all faults at once */
export function clipOptions(raw: Readonly<Record<string, unknown>>): ClipOptions {
  return parseConfig(clipSchema, raw, (field) => `--${field}`);
}
