import { z } from 'zod';
import { parseConfig } from '../../shared/config.ts';
import { ConfigError, ModelError } from '../../shared/errors.ts';
import { usableCores } from '../../worker/cpu-quota.ts';
import type { LabelledImages } from '../../worker/model/eval/labelled-image.ts';
import { ownWeightBits } from '../../worker/model/quantize/cpu-weight-bits.ts';
import { type QuantizationChoice, quantizeModel } from '../../worker/model/quantize/quantize-model.ts';
import { RANGE_METHODS } from '../../worker/model/quantize/value-range.ts';
import { loadSources } from '../../worker/model/registry/model-sources.ts';
import { namedSources } from '../../worker/model/registry/named-sources.ts';
import { flagNameOf } from '../flag.ts';
import { readDataset } from './eval-dataset.ts';
import { namedModel } from './named-model.ts';
import { calibrationFrames } from './quantize-frames.ts';
import { agreementLoss, precisionLoss, type QuantizationLoss } from './quantize-loss.ts';
import { lossSentence, quantizationReport } from './quantize-report.ts';

/** Every fourth frame is kept for the comparison. */
const HELD_OUT_EVERY = 4;
const MAX_LOSS = { AP50: 1, agreement: 10 } as const;

const path = (what: string) => z.string().min(1).nullable().default(null).describe(what);
const optionsSchema = z
  .object({
    calibrate: z.string().min(1).describe('a video, or a folder of videos or images'),
    frames: z.coerce.number().int().min(8).max(4096).default(64).describe('an integer in 8..4096'),
    method: z
      .enum(['auto', ...RANGE_METHODS])
      .default('auto')
      .describe(`auto, ${RANGE_METHODS.join(', ')}`),
    weightBits: z.enum(['7', '8']).nullable().default(null).describe('7 or 8'),
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
  const fp32 = await namedModel(name, home);
  const sources = await loadSources(await namedSources(name, home));
  const labelled = await labelledImages(options, fp32.manifest.labels);
  const { input, resize } = fp32.manifest;
  const frames = await calibrationFrames(options.calibrate, options.frames, input, resize);
  if (frames.length < HELD_OUT_EVERY) {
    throw new ConfigError(
      'CONFIG_INVALID',
      `Expected \`--calibrate\` to give at least ${HELD_OUT_EVERY} frames, got ${frames.length} from \`${options.calibrate}\`.`,
    );
  }
  const isHeldOut = (index: number) => index % HELD_OUT_EVERY === HELD_OUT_EVERY - 1;
  const heldOut = frames.filter((_, index) => isHeldOut(index));
  const used = frames.filter((_, index) => !isHeldOut(index));
  const weightBits = options.weightBits === null ? await ownWeightBits() : options.weightBits === '7' ? 7 : 8;
  const threads = usableCores();
  const maxLoss = options.maxLoss ?? MAX_LOSS[labelled ? 'AP50' : 'agreement'];

  process.stderr.write(`Calibrating on ${used.length} frames, comparing on ${heldOut.length}.\n`);
  let measured: QuantizationLoss | null = null;
  let choice: QuantizationChoice = { candidates: [], layers: [] };
  const int8 = await quantizeModel(home, {
    manifest: fp32.manifest,
    sources,
    frames: used.map(({ pixels }) => pixels),
    heldOut: heldOut.map(({ pixels }) => pixels),
    methods: options.method === 'auto' ? RANGE_METHODS : [options.method],
    weightBits,
    threads,
    async accept(model, made) {
      choice = made;
      measured = labelled
        ? await precisionLoss(fp32, model, labelled, { home, threads })
        : await agreementLoss(fp32, model, heldOut, { home, threads });
      if (measured.points > maxLoss) throw tooLossy(name, measured, maxLoss);
    },
  });
  const { candidates, layers } = choice;
  const report = {
    model: name,
    quantized: int8.manifest.modelId,
    modelSha256: int8.manifest.modelSha256,
    weightBits,
    calibrationFrames: used.length,
    method: candidates[0]!.method,
    candidates: candidates.map(({ method, signalToNoise }) => ({ method, signalToNoise })),
    layers: layers.map((one) => ({ ...one, kind: sources.network.layers[one.layer]!.kind })),
    loss: measured!,
    maxLoss,
  } as const;
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

function tooLossy(name: string, loss: QuantizationLoss, maxLoss: number): ModelError {
  return new ModelError(
    'MODEL_LOSS_TOO_HIGH',
    `Expected int8 to lose at most ${maxLoss} points on \`${name}\`, got ${loss.points.toFixed(2)}. ${lossSentence(loss)} ` +
      'Calibrate with more frames or with such as are looked at, try another `--method`, or raise `--max-loss`.',
  );
}
