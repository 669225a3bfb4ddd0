import type { Option } from 'commander';
import { z } from 'zod';
import type { Size } from '../shared/geometry.ts';
import type { RunSettings } from '../shared/run.ts';
import { parseTime } from '../shared/time-text.ts';
import { flag, homeFlag } from './flag.ts';
import { precisionSchema } from './model/model-form.ts';
import { parseSize } from './model/parse-size.ts';

/** The flags of `detect` and `produce` alike. */
export function runFlags(): Option[] {
  return [
    flag(
      '--model <model>',
      'name of an imported model, folder with one cfg, its weights and names, or ONNX file',
      'yolov4',
    ),
    flag('--precision <p>', 'fp32, or int8 for a model that `framefleet model quantize` has made ready', 'fp32'),
    flag('--run <name>', 'name of the run', 'derived from video, model and settings'),
    flag('--force', 'forget what is stored of the run and do it anew'),
    flag('--every <n>', 'look at every n-th frame only', '1'),
    flag('--fps <f>', 'look at no more than f frames a second of video'),
    flag('--start <time>', 'skip what is shown before: seconds or hh:mm:ss'),
    flag('--end <time>', 'stop there: seconds or hh:mm:ss'),
    flag('--scale <r>', 'reduce frames to this part of their width and height first', '1'),
    flag('--gray', 'reduce frames to one channel'),
    flag('--letterbox', 'keep the aspect ratio, with grey borders', 'as the model asks; darknet stretches'),
    flag('--size <size>', "size of the network's input: N or WxH, multiples of 32", "the model's own"),
    flag('--confidence <c>', 'keep detections above this confidence', '0.25'),
    flag('--iou <t>', 'overlap above which the weaker of two boxes is dropped', '0.45'),
    flag('--classes <a,b>', 'keep these labels only'),
    flag('--chunk <n>', 'frames in one job', '8'),
    flag('--max-queued-mb <m>', 'MiB of frames that may wait in Redis, over all producers', '512'),
    flag('--live', 'treat the input as a camera: drop frames that find no room'),
    flag('--duration <time>', 'end a camera run after this time: seconds or hh:mm:ss'),
    flag('--json', 'print one JSON object per run'),
    homeFlag(),
  ];
}

const time = z
  .string()
  .transform((text, context) => {
    const seconds = parseTime(text);
    if (seconds === null) context.addIssue('not a time');
    return seconds ?? z.NEVER;
  })
  .describe('seconds or hh:mm:ss');

const labels = z
  .string()
  .transform((text) => text.split(',').map((label) => label.trim()))
  .pipe(z.array(z.string().min(1)).min(1))
  .describe('labels, separated by commas');

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
    classes: labels.optional().describe('labels, separated by commas'),
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
