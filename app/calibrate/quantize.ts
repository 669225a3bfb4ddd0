import type { LabelledImages } from '../../model/evaluation/labelled-image.ts';
import { ownWeightBits } from '../../model/quantization/cpu-weight-bits.ts';
import type { RangeMethod } from '../../model/quantization/value-range.ts';
import { ConfigError } from '../../shared/errors.ts';
import type { Size } from '../../shared/geometry.ts';
import { resized } from '../../shared/network-size.ts';
import { type DatasetPaths, readDataset } from '../evaluation-dataset.ts';
import type { WorkEvents } from '../events.ts';
import { namedModel } from '../named-model.ts';
import { calibrationFrames } from './calibration-frames.ts';
import type { QuantizationReport } from './quantization-report.ts';
import { quantizeOnFrames } from './quantize-on-frames.ts';

export interface QuantizeOptions {
  readonly home: string;
  /** `null`: the ffmpeg that is found. */
  readonly ffmpegPath: string | null;
  /** Name, or folder with cfg, weights and names. */
  readonly model: string;
  /** Video, or folder of videos or images, to calibrate on. */
  readonly calibrate: string;
  /** Frames taken of it, at most. */
  readonly frames: number;
  /** `null`: the model's own. */
  readonly size: Size | null;
  /** Of which the best is taken. */
  readonly methods: readonly RangeMethod[];
  /** `null`: as this CPU needs. */
  readonly weightBits: 7 | 8 | null;
  /** By their index in the cfg; `auto`: those that pay. */
  readonly floatLayers: readonly number[] | 'auto';
  /** Points of the measure; `null`: its default. */
  readonly maxLoss: number | null;
  /** Labelled images to measure the loss on, as in `DatasetPaths`; `null`: agreement with fp32 on frames held out. */
  readonly images: string | null;
  readonly labels: string | null;
  readonly labelNames: string | null;
}

/**
 * Quantises a model on frames of the user's own, compares it with the one in floats and keeps it when it is near enough.
 *
 * @throws {ConfigError} `CONFIG_INVALID` for images without labels or labels without images, and what they do not fit
 * @throws {ModelError} `MODEL_LOSS_TOO_HIGH` when it is not; then nothing is changed
 */
export async function quantize(options: QuantizeOptions, events: WorkEvents): Promise<QuantizationReport> {
  const { home, model, calibrate, size, methods, floatLayers, maxLoss } = options;
  const dataset = datasetOf(options);
  const fp32 = await namedModel(model, home, events);
  const labelled = dataset && (await readLabelled(dataset, fp32.manifest.labels, events));
  const { input, resize } = resized(fp32.manifest, size);
  const frames = await calibrationFrames(calibrate, options.frames, input, resize, options.ffmpegPath);
  const weightBits = options.weightBits ?? (await ownWeightBits());
  const request = { home, reference: model, fp32, size, frames, framesOf: `\`${calibrate}\``, labelled, maxLoss };
  const choices = { methods, weightBits, floatLayers, keepsExisting: false };
  return (await quantizeOnFrames({ ...request, ...choices }, events)).report;
}

function datasetOf({ images, labels, labelNames }: QuantizeOptions): DatasetPaths | null {
  if (images !== null && labels !== null) return { images, labels, labelNames };
  if (images === null && labels === null) return null;
  throw new ConfigError('CONFIG_INVALID', 'Expected `--images` and `--labels` together.');
}

async function readLabelled(
  paths: DatasetPaths,
  modelLabels: readonly string[],
  { onNote }: WorkEvents,
): Promise<LabelledImages> {
  const dataset = await readDataset(paths, modelLabels);
  for (const remark of dataset.remarks) onNote(remark);
  return dataset;
}
