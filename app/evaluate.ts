import { ThreadedDetector } from '../model/detector/threaded-detector.ts';
import { evaluate } from '../model/evaluation/evaluate.ts';
import { darknetImage, type ImageLoader } from '../model/evaluation/load-image.ts';
import type { Score } from '../model/evaluation/score.ts';
import { usableCores } from '../model/runtime/cpu-quota.ts';
import { findFfmpeg } from '../producer/ffmpeg/find-ffmpeg.ts';
import { ConfigError, InputError } from '../shared/errors.ts';
import { type DatasetPaths, readDataset } from './evaluation-dataset.ts';
import { DetectionsFile } from './evaluation-detections.ts';
import { pipelineImages } from './evaluation-pipeline.ts';
import type { WorkEvents } from './events.ts';
import { type ModelForm, namedModel } from './named-model.ts';

export interface EvaluateOptions extends ModelForm, DatasetPaths {
  readonly home: string;
  /** Name, folder or ONNX file. */
  readonly model: string;
  /** File that takes every detection; `null`: none. */
  readonly detections: string | null;
  /** Whether boxes are cut off at the image's edges. */
  readonly clip: boolean;
  /** Whether the model is shown what `detect` would show it; else what darknet would. */
  readonly pipeline: boolean;
  /** As of a run; only with `pipeline`. */
  readonly scale: number;
  readonly gray: boolean;
  readonly letterbox: boolean;
  /** `null`: the ffmpeg that is found. */
  readonly ffmpegPath: string | null;
}

/** A score and what it is of, as `model eval --json` prints it. */
export interface ModelScore extends Score {
  readonly model: string;
  /** `WxH` */
  readonly size: string;
  readonly clipped: boolean;
  /** Whose pixels the model was shown: darknet's, or those of `detect`. */
  readonly pixels: 'darknet' | 'pipeline';
}

/**
 * Scores a model on labelled images.
 *
 * @throws {InputError} `INPUT_NOT_FOUND`, `INPUT_UNREADABLE`, also where the labels hold no object of a class of the model
 * @throws {ConfigError} `CONFIG_INVALID` for a size that the model cannot take, a file that cannot be written, or settings of a run
 *   without `pipeline`
 * @throws {FfmpegError} `FFMPEG_MISSING`
 * @throws {ModelError} as `namedModel`
 */
export async function evaluateModel(options: EvaluateOptions, events: WorkEvents): Promise<ModelScore> {
  const { home, clip } = options;
  const load = await loaderOf(options);
  const model = await namedModel(options.model, home, events, options);
  const { manifest } = model;
  const dataset = await readDataset(options, manifest.labels);
  for (const remark of dataset.remarks) events.onNote(remark);

  const file = options.detections === null ? null : await DetectionsFile.create(options.detections);
  const session = { threads: usableCores(), allowSpinning: true };
  const detector = await ThreadedDetector.load({ model, home, session });
  const facts = { name: manifest.modelId, unit: 'images' as const, total: dataset.images.length };
  let done = 0;
  try {
    const score = await evaluate(detector, dataset, {
      load,
      clip,
      onImage(image) {
        file?.write(image);
        events.onProgress({ ...facts, done: ++done });
      },
    });
    await file?.close();
    if (score.classes === 0) throw noObjects(options.labels);
    const size = `${manifest.input.width}x${manifest.input.height}`;
    return {
      model: manifest.modelId,
      size,
      clipped: clip,
      ...score,
      pixels: options.pipeline ? 'pipeline' : 'darknet',
    };
  } finally {
    await Promise.all([detector.close(), file?.close()]);
  }
}

async function loaderOf({ pipeline, ffmpegPath, ...settings }: EvaluateOptions): Promise<ImageLoader> {
  if (pipeline) return pipelineImages(await findFfmpeg(ffmpegPath), settings);
  const { scale, gray, letterbox } = settings;
  const flag = scale !== 1 ? 'scale' : gray ? 'gray' : letterbox ? 'letterbox' : null;
  if (flag === null) return darknetImage;
  throw new ConfigError(
    'CONFIG_INVALID',
    `Expected \`--${flag}\`, a setting of \`detect\`, with \`--pipeline\`, which scores what \`detect\` would do, got it without.`,
  );
}

function noObjects(labels: string): InputError {
  return new InputError(
    'INPUT_UNREADABLE',
    `Expected \`${labels}\` to hold at least one object of a class of the model, got none.`,
  );
}
