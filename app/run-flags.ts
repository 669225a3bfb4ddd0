import { z } from 'zod';
import { precisionSchema } from '../cli/flags/model-form.ts';
import { parseSize } from '../cli/flags/parse-size.ts';
import type { Size } from '../shared/geometry.ts';
import { parseLabelList } from '../shared/label-list.ts';
import type { RunSettings } from '../shared/run.ts';
import { parseTime } from '../shared/time-text.ts';

const time = z
  .string()
  .transform((text, context) => {
    const seconds = parseTime(text);
    if (seconds === null) context.addIssue('not a time');
    return seconds ?? z.NEVER;
  })
  .describe('seconds or hh:mm:ss');

const labels = z.string().transform((text, context) => {
  const list = parseLabelList(text);
  if (list === null) context.addIssue('no labels');
  return list ?? z.NEVER;
});

export const runFlagsSchema = z
  .object({
    model: z.string().min(1).default('yolov4').describe('the name of a model, a folder or an ONNX file'),
    precision: precisionSchema.default('fp32').describe('fp32 or int8'),
    run: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9._-]{0,199}$/)
      .optional()
      .describe('a letter, then letters, digits, ., _ and -, 200 at most'),
    force: z.boolean().default(false).describe('a switch'),
    every: z.coerce.number().int().min(1).default(1).describe('an integer of at least 1'),
    fps: z.coerce.number().positive().optional().describe('a number above 0'),
    start: time.optional().describe('seconds or hh:mm:ss'),
    end: time.optional().describe('seconds or hh:mm:ss'),
    scale: z.coerce.number().positive().max(1).default(1).describe('a number above 0, at most 1'),
    gray: z.boolean().default(false).describe('a switch'),
    letterbox: z.boolean().default(false).describe('a switch'),
    size: z.string().nullable().default(null).transform(parseSize).describe('N or WxH, multiples of 32'),
    confidence: z.coerce.number().min(0).max(1).default(0.25).describe('a number in 0..1'),
    iou: z.coerce.number().min(0).max(1).default(0.45).describe('a number in 0..1'),
    classes: labels.optional().describe('labels, separated by commas; one that holds a comma in double quotes'),
    chunk: z.coerce.number().int().min(1).max(1024).default(8).describe('an integer in 1..1024'),
    maxQueuedMb: z.coerce.number().positive().default(512).describe('a number above 0'),
    live: z.boolean().default(false).describe('a switch'),
    duration: time.optional().describe('seconds or hh:mm:ss'),
    json: z.boolean().default(false).describe('a switch'),
  })
  .refine(({ start, end }) => start === undefined || end === undefined || end > start, {
    message: 'Expected `--end` to be later than `--start`',
  });
export type RunFlags = Readonly<z.output<typeof runFlagsSchema>>;

/**
 * What of the flags goes into a run's settings.
 *
 * @param size - `null`: the model's own
 */
export function runSettingsOf(flags: RunFlags, modelResize: RunSettings['resize'], size: Size | null): RunSettings {
  const { every, scale, gray, confidence, iou } = flags;
  return {
    every,
    fps: flags.fps ?? null,
    start: flags.start ?? null,
    end: flags.end ?? null,
    scale,
    gray,
    resize: flags.letterbox ? 'letterbox' : modelResize,
    size,
    confidence,
    iou,
    classes: flags.classes ?? [],
    chunkFrames: flags.chunk,
  };
}
