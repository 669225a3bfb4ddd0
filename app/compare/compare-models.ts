import { ThreadedDetector } from '../../model/detector/threaded-detector.ts';
import { type ComparisonReport, ModelComparison } from '../../model/evaluation/agreement.ts';
import type { ResolvedModel } from '../../model/files/resolved-model.ts';
import { usableCores } from '../../model/runtime/cpu-quota.ts';
import { findFfmpeg } from '../../producer/ffmpeg/find-ffmpeg.ts';
import { expandInputs, type Input } from '../../producer/input/inputs.ts';
import { probeVideo } from '../../producer/input/probe.ts';
import { ConfigError } from '../../shared/errors.ts';
import type { Size } from '../../shared/geometry.ts';
import { type RunSettings, runSettingsSchema } from '../../shared/run.ts';
import type { WorkEvents } from '../events.ts';
import { namedModel } from '../named-model.ts';
import { type FrameRequest, framePairs } from './frame-pairs.ts';

export interface CompareOptions {
  /** Names, folders or ONNX files. */
  readonly models: readonly [a: string, b: string];
  readonly home: string;
  /** `null`: the ffmpeg that is found. */
  readonly ffmpegPath: string | null;
  readonly video: string;
  readonly precision: readonly [a: 'fp32' | 'int8', b: 'fp32' | 'int8'];
  /** `null`: the model's own. */
  readonly size: readonly [a: Size | null, b: Size | null];
  /** Every n-th frame is looked at. */
  readonly every: number;
  readonly confidence: number;
  readonly iou: number;
}

/** A comparison and what it is of, as `model compare --json` prints it. */
export interface ModelsComparison extends ComparisonReport {
  readonly a: string;
  readonly b: string;
  readonly models: { readonly a: string; readonly b: string };
  /** `WxH` */
  readonly sizes: { readonly a: string; readonly b: string };
  readonly video: string;
}

/**
 * Compares two models on a video, frame by frame.
 *
 * @throws {ConfigError} `CONFIG_INVALID` for several videos, a camera, or models without a common label
 * @throws {InputError} `INPUT_NOT_FOUND`, `INPUT_UNREADABLE`
 * @throws {ModelError} as `namedModel`
 */
export async function compareModels(options: CompareOptions, events: WorkEvents): Promise<ModelsComparison> {
  const { models: names, home, every } = options;
  const ffmpeg = await findFfmpeg(options.ffmpegPath);
  const video = { ffmpeg, input: await recordingOf(options.video) };
  const form = (index: 0 | 1) => ({ precision: options.precision[index], size: options.size[index] });
  const models = [
    await namedModel(names[0], home, events, form(0)),
    await namedModel(names[1], home, events, form(1)),
  ] as const;
  requireSharedLabel(models);
  const facts = await probeVideo(ffmpeg, video.input);
  const expected = facts.durationSeconds && (facts.durationSeconds * facts.fpsNum) / facts.fpsDen / every;

  const threads = Math.max(1, Math.floor(usableCores() / 2));
  const detectors = await Promise.all(models.map((model) => load(model, home, threads)));
  const [a, b] = detectors as [ThreadedDetector, ThreadedDetector];
  const [requestA, requestB] = [requestOf(a, every), requestOf(b, every)];
  const comparison = new ModelComparison();
  const seenBy = async (detector: ThreadedDetector, { settings, network }: FrameRequest, pixels: Uint8Array) => {
    const { confidence, iou } = options;
    const thresholds = { confidence, iou, classes: [], sources: [facts], resize: settings.resize };
    const { frames } = await detector.detect({ ...network, count: 1, pixels }, thresholds);
    return frames[0] ?? [];
  };
  try {
    let done = 0;
    for await (const frame of framePairs(video, requestA, requestB)) {
      const seen = [seenBy(a, requestA, frame.a), seenBy(b, requestB, frame.b)] as const;
      comparison.add(frame.frameIndex, ...(await Promise.all(seen)));
      const total = expected && Math.max(++done, Math.round(expected));
      events.onProgress({ name: options.video, unit: 'frames', done, total });
    }
    return { a: names[0], b: names[1], ...formsOf(models), video: video.input.uri, ...comparison.report() };
  } finally {
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

function load(model: ResolvedModel, home: string, threads: number): Promise<ThreadedDetector> {
  return ThreadedDetector.load({ model, home, session: { threads, allowSpinning: false } });
}

function requestOf({ manifest: { input, resize } }: ThreadedDetector, every: number): FrameRequest {
  const settings: RunSettings = runSettingsSchema.parse({ resize, every });
  return { network: { width: input.width, height: input.height }, settings };
}
