import { join } from 'node:path';
import { z } from 'zod';
import { flagNameOf } from '../cli/flags/flag.ts';
import { precisionSchema } from '../cli/flags/model-form.ts';
import { parseSize } from '../cli/flags/parse-size.ts';
import { scoreReport } from '../cli/output/evaluation-report.ts';
import { showProgress } from '../cli/output/progress.ts';
import { ThreadedDetector } from '../model/detector/threaded-detector.ts';
import { evaluate } from '../model/evaluation/evaluate.ts';
import { usableCores } from '../model/runtime/cpu-quota.ts';
import { parseConfig } from '../shared/config.ts';
import { InputError } from '../shared/errors.ts';
import { readDataset } from './evaluation-dataset.ts';
import { DetectionsFile } from './evaluation-detections.ts';
import { namedModel } from './named-model.ts';

const optionsSchema = z.object({
  images: z.string().min(1).describe('a folder of images'),
  labels: z.string().min(1).describe('a folder of label files, or a COCO file .json'),
  labelNames: z.string().min(1).nullable().default(null).describe('the path of a names file'),
  detections: z.string().min(1).nullable().default(null).describe('the path of a file to write'),
  precision: precisionSchema.default('fp32').describe('fp32 or int8'),
  size: z.string().nullable().default(null).transform(parseSize).describe('N or WxH, multiples of 32'),
  clip: z.boolean().default(false).describe('a switch'),
  json: z.boolean().default(false).describe('a switch'),
});

/** Scores a model on labelled images: the score on stdout, progress and remarks on stderr. */
export async function evalModel(name: string, home: string, raw: Readonly<Record<string, unknown>>): Promise<void> {
  const options = parseConfig(optionsSchema, raw, flagNameOf);
  const { manifest, folder } = await namedModel(name, home, options);
  const dataset = await readDataset(options, manifest.labels);
  for (const remark of dataset.remarks) process.stderr.write(`${remark}\n`);

  const file = options.detections === null ? null : await DetectionsFile.create(options.detections);
  const session = { threads: usableCores(), allowSpinning: true };
  const graph = { manifest, graphPath: join(folder, manifest.graph) };
  const detector = await ThreadedDetector.load({ graph, home, session });
  const display = showProgress(manifest.modelId, 0, { unit: 'images' });
  let done = 0;
  try {
    const score = await evaluate(detector, dataset, {
      clip: options.clip,
      onImage(image) {
        file?.write(image);
        display.update({ storedFrames: ++done, expectedFrames: dataset.images.length });
      },
    });
    await file?.close();
    display.stop();
    if (score.classes === 0) throw noObjects(options.labels);
    const size = `${manifest.input.width}x${manifest.input.height}`;
    const report = { model: manifest.modelId, size, clipped: options.clip, ...score };
    process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : scoreReport(report));
  } finally {
    display.stop();
    await Promise.all([detector.close(), file?.close()]);
  }
}

function noObjects(labels: string): InputError {
  return new InputError(
    'INPUT_UNREADABLE',
    `Expected \`${labels}\` to hold at least one object of a class of the model, got none.`,
  );
}
