import { z } from 'zod';
import { flagNameOf } from '../../cli/flags/flag.ts';
import { parseFloatLayers } from '../../cli/flags/parse-float-layers.ts';
import { parseSize } from '../../cli/flags/parse-size.ts';
import { quantizationReport } from '../../cli/output/quantization-report.ts';
import type { LabelledImages } from '../../model/evaluation/labelled-image.ts';
import { ownWeightBits } from '../../model/quantization/cpu-weight-bits.ts';
import { RANGE_METHODS } from '../../model/quantization/value-range.ts';
import { parseConfig } from '../../shared/config.ts';
import { resized } from '../../shared/network-size.ts';
import { readDataset } from '../evaluation-dataset.ts';
import { namedModel } from '../named-model.ts';
import { calibrationFrames } from './calibration-frames.ts';
import { quantizeOnFrames } from './quantize-on-frames.ts';

const path = (what: string) => z.string().min(1).nullable().default(null).describe(what);
const optionsSchema = z
  .object({
    calibrate: z.string().min(1).describe('a video, or a folder of videos or images'),
    frames: z.coerce.number().int().min(8).max(4096).default(64).describe('an integer in 8..4096'),
    size: z.string().nullable().default(null).transform(parseSize).describe('N or WxH, multiples of 32'),
    method: z
      .enum(['auto', ...RANGE_METHODS])
      .default('auto')
      .describe(`auto, ${RANGE_METHODS.join(', ')}`),
    weightBits: z.enum(['7', '8']).nullable().default(null).describe('7 or 8'),
    floatLayers: z
      .string()
      .default('none')
      .transform(parseFloatLayers)
      .describe('none, auto, or indexes of layers, separated by commas'),
    maxLoss: z.coerce.number().min(0).max(100).nullable().default(null).describe('points in 0..100'),
    images: path('a folder of images'),
    labels: path('a folder of label files, or a COCO file .json'),
    labelNames: path('the path of a names file'),
    json: z.boolean().default(false).describe('a switch'),
  })
  .refine(({ images, labels }) => (images === null) === (labels === null), {
    message: 'Expected `--images` and `--labels` together',
  });

/**
 * Quantises a model on frames of the user's own, compares it with the one in floats and keeps it when it is near enough.
 *
 * @throws {ModelError} `MODEL_LOSS_TOO_HIGH` when it is not; then nothing is changed
 */
export async function quantize(name: string, home: string, raw: Readonly<Record<string, unknown>>): Promise<void> {
  const options = parseConfig(optionsSchema, raw, flagNameOf);
  const { calibrate, size, method, floatLayers, maxLoss } = options;
  const fp32 = await namedModel(name, home);
  const labelled = await labelledImages(options, fp32.manifest.labels);
  const { input, resize } = resized(fp32.manifest, size);
  const { report } = await quantizeOnFrames({
    home,
    reference: name,
    fp32,
    size,
    frames: await calibrationFrames(calibrate, options.frames, input, resize),
    framesOf: `\`${calibrate}\``,
    methods: method === 'auto' ? RANGE_METHODS : [method],
    weightBits: options.weightBits === null ? await ownWeightBits() : options.weightBits === '7' ? 7 : 8,
    floatLayers,
    labelled,
    maxLoss,
    keepsExisting: false,
  });
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : quantizationReport(report));
}

async function labelledImages(
  { images, labels, labelNames }: z.output<typeof optionsSchema>,
  modelLabels: readonly string[],
): Promise<LabelledImages | null> {
  if (images === null || labels === null) return null;
  const dataset = await readDataset({ images, labels, labelNames }, modelLabels);
  for (const remark of dataset.remarks) process.stderr.write(`${remark}\n`);
  return dataset;
}
