import { join } from 'node:path';
import { z } from 'zod';
import { flagNameOf } from '../../cli/flags/environment-option.ts';
import { precisionSchema } from '../../cli/flags/model-form.ts';
import { pairSchema } from '../../cli/flags/parse-pair.ts';
import { parseSize } from '../../cli/flags/parse-size.ts';
import { comparisonReport } from '../../cli/output/comparison-report.ts';
import { showProgress } from '../../cli/output/progress.ts';
import { WorkDisplay } from '../../cli/output/work-display.ts';
import { ThreadedDetector } from '../../model/detector/threaded-detector.ts';
import { ModelComparison } from '../../model/evaluation/agreement.ts';
import type { ResolvedModel } from '../../model/files/stored-model.ts';
import { usableCores } from '../../model/runtime/cpu-quota.ts';
import { findFfmpeg } from '../../producer/find-ffmpeg.ts';
import { expandInputs, type Input } from '../../producer/inputs.ts';
import { probeVideo } from '../../producer/probe.ts';
import { parseConfig } from '../../shared/config.ts';
import { ConfigError } from '../../shared/errors.ts';
import { type RunSettings, runSettingsSchema } from '../../shared/run.ts';
import { namedModel } from '../named-model.ts';
import { framePairs } from './frame-pairs.ts';

const part = z.coerce.number().min(0).max(1);

const optionsSchema = z.object({
  video: z.string().min(1).describe('a video file'),
  precision: pairSchema(precisionSchema)
    .default(['fp32', 'fp32'])
    .describe('fp32 or int8, or two of them separated by a comma'),
  size: pairSchema(z.string().transform(parseSize))
    .default([null, null])
    .describe('N or WxH, multiples of 32, or two of them separated by a comma'),
  every: z.coerce.number().int().min(1).default(1).describe('a whole number above 0'),
  confidence: part.default(0.25).describe('a number in 0..1'),
  iou: part.default(0.45).describe('a number in 0..1'),
  json: z.boolean().default(false).describe('a switch'),
});

/** Compares two models on a video, frame by frame: the report on stdout, progress on stderr. */
export async function agree(
  names: readonly [a: string, b: string],
  home: string,
  raw: Readonly<Record<string, unknown>>,
): Promise<void> {
  const options = parseConfig(optionsSchema, raw, flagNameOf);
  const ffmpeg = await findFfmpeg(process.env.FFMPEG_PATH || null);
  const video = { ffmpeg, input: await recordingOf(options.video) };
  const form = (index: 0 | 1) => ({ precision: options.precision[index], size: options.size[index] });
  const work = new WorkDisplay();
  const models = [
    await namedModel(names[0], home, work, form(0)),
    await namedModel(names[1], home, work, form(1)),
  ] as const;
  requireSharedLabel(models);
  const facts = await probeVideo(ffmpeg, video.input);
  const expected = facts.durationSeconds && (facts.durationSeconds * facts.fpsNum) / facts.fpsDen / options.every;

  const threads = Math.max(1, Math.floor(usableCores() / 2));
  const detectors = await Promise.all(models.map((model) => load(model, home, threads)));
  const [a, b] = detectors as [ThreadedDetector, ThreadedDetector];
  const [demandA, demandB] = [demandOf(a, options.every), demandOf(b, options.every)];
  const display = showProgress(options.video, 0);
  const agreement = new ModelComparison();
  const seenBy = async (detector: ThreadedDetector, { settings, network }: typeof demandA, pixels: Uint8Array) => {
    const { confidence, iou } = options;
    const thresholds = { confidence, iou, classes: [], sources: [facts], resize: settings.resize };
    const { frames } = await detector.detect({ ...network, count: 1, pixels }, thresholds);
    return frames[0] ?? [];
  };
  try {
    let done = 0;
    for await (const frame of framePairs(video, demandA, demandB)) {
      const seen = [seenBy(a, demandA, frame.a), seenBy(b, demandB, frame.b)] as const;
      agreement.add(frame.frameIndex, ...(await Promise.all(seen)));
      display.update({ storedFrames: ++done, expectedFrames: expected && Math.max(done, Math.round(expected)) });
    }
    display.stop();
    const report = { a: names[0], b: names[1], ...formsOf(models), video: video.input.uri, ...agreement.report() };
    process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : comparisonReport(report));
  } finally {
    display.stop();
    await Promise.all(detectors.map((detector) => detector.close()));
  }
}

async function recordingOf(name: string): Promise<Input> {
  const [input, ...others] = await expandInputs([name]);
  if (input && input.kind !== 'camera' && others.length === 0) return input;
  const got = others.length > 0 ? `\`${name}\`, which are ${others.length + 1}` : `the camera \`${name}\``;
  throw new ConfigError('CONFIG_INVALID', `Expected \`--video\` to be one recorded video, got ${got}.`);
}

function requireSharedLabel([a, b]: readonly [ResolvedModel, ResolvedModel]): void {
  if (a.manifest.labels.some((label) => b.manifest.labels.includes(label))) return;
  throw new ConfigError(
    'CONFIG_INVALID',
    `Expected two models that share a label, got ${a.manifest.modelId} (${a.manifest.labels[0]}, …) and ${b.manifest.modelId} (${b.manifest.labels[0]}, …).`,
  );
}

function formsOf([a, b]: readonly [ResolvedModel, ResolvedModel]) {
  const sizeOf = ({ manifest: { input } }: ResolvedModel) => `${input.width}x${input.height}`;
  return { models: { a: a.manifest.modelId, b: b.manifest.modelId }, sizes: { a: sizeOf(a), b: sizeOf(b) } };
}

function load({ manifest, folder }: ResolvedModel, home: string, threads: number): Promise<ThreadedDetector> {
  const graph = { manifest, graphPath: join(folder, manifest.graph) };
  return ThreadedDetector.load({ graph, home, session: { threads, allowSpinning: false } });
}

function demandOf({ manifest: { input, resize } }: ThreadedDetector, every: number) {
  const settings: RunSettings = runSettingsSchema.parse({ resize, every });
  return { network: { width: input.width, height: input.height }, settings };
}
