import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFfmpeg } from '../../producer/ffmpeg/find-ffmpeg.ts';
import type { Device } from '../../shared/device.ts';
import { requireBundle } from '../demo/bundle.ts';
import type { WorkEvents } from '../events.ts';
import { prepareGpu, requireGpuFor } from '../gpu.ts';
import type { ChildContext } from '../local/child-context.ts';
import { type Answer, type Figures, studyAnswers } from './answers.ts';
import { cleanEnvironment } from './clean-environment.ts';
import { type Machine, thisMachine } from './machine.ts';
import { measure } from './measure-row.ts';
import { storingCost } from './storing-cost.ts';
import { CAMERA, studyClip } from './study-clip.ts';
import type { StudyTask } from './study-messages.ts';
import { type StudyModel, studyModel, weightsLengths } from './study-model.ts';
import { type StudyRow, type StudySetting, studySettings } from './study-row.ts';

export interface StudyOptions {
  readonly home: string;
  /** `null`: the ffmpeg that is found. */
  readonly ffmpegPath: string | null;
  /** Name or folder; `null`: YOLOv4, or its little sister where it is to be quick. */
  readonly model: string | null;
  /** `gpu`: experiments with inference are made on it too. */
  readonly device: Device;
  /** Whether it may take two minutes at most. */
  readonly quick: boolean;
}

/** As `study --json` prints it. */
export interface StudyResult extends Figures {
  readonly machine: Machine & { readonly model: string; readonly isSynthetic: boolean; readonly maxFps: number };
  readonly answers: readonly Answer[];
}

/** How long a setting is looked at. */
const WINDOWS_MS = {
  quick: { capture: 2_000, inference: 3_000, many: 5_000 },
  whole: { capture: 8_000, inference: 12_000, many: 25_000 },
};
/** From so many processes on each gets few frames. */
const MANY = 3;

/**
 * The experiments that the project grew out of, on this machine.
 *
 * @param signal - ends it, with its reason
 * @throws {ModelError} `GPU_UNAVAILABLE`, `MODEL_NOT_FOUND`, `INFERENCE_FAILED` when a process of it ends
 * @throws {FfmpegError} `FFMPEG_MISSING`, `FFMPEG_FAILED`
 */
export async function study(
  options: StudyOptions,
  { env: givenEnv, ...context }: ChildContext,
  signal: AbortSignal,
  events: WorkEvents,
): Promise<StudyResult> {
  const children = { ...context, env: cleanEnvironment(givenEnv) };
  const { device, quick } = options;
  await requireBundle();
  if (device === 'gpu') await requireGpuFor('fp32', children.env);
  const ffmpeg = await findFfmpeg(options.ffmpegPath);
  const folder = await mkdtemp(join(tmpdir(), 'framefleet-study-'));
  try {
    const machine = await thisMachine();
    const clip = await studyClip(ffmpeg, folder);
    const model = await studyModel(options.model ?? (quick ? 'yolov4-tiny' : 'yolov4'), options.home, folder);
    if (device === 'gpu') await prepareGpuGraph(model);
    const settings = studySettings(device === 'gpu' ? ['cpu', 'gpu'] : ['cpu']);
    const layouts = layoutsOf(machine.cores);
    const total = settings.length + layouts.length + 1;
    const tell = (done: number) => events.onProgress({ name: 'study', unit: 'experiments', done, total });
    const windows = WINDOWS_MS[quick ? 'quick' : 'whole'];
    const windowOf = ({ inference, processes }: StudySetting) =>
      !inference ? windows.capture : processes >= MANY ? windows.many : windows.inference;

    const rows: StudyRow[] = [];
    for (const setting of settings) {
      tell(rows.length);
      const { processes, ...picture } = setting;
      const capture = { clip, ffmpeg, maxFps: CAMERA.maxFps };
      const threads = Math.max(1, Math.floor(machine.cores / processes));
      const allowSpinning = processes * threads <= machine.cores;
      const task = { ...taskOf(model, picture, { threads, allowSpinning }), capture };
      const figures = await measure(task, processes, windowOf(setting), children.env, signal);
      rows.push({ ...setting, ...rounded(figures), maxFps: CAMERA.maxFps });
    }
    const measuredLayouts = [];
    for (const [index, { workers, threads }] of layouts.entries()) {
      tell(settings.length + index);
      const picture = { inference: true, device: 'cpu', scale: 1, gray: false } as const;
      const task = taskOf(model, picture, { threads, allowSpinning: true });
      const { fpsSub } = await measure(task, workers, windows.inference, children.env, signal);
      measuredLayouts.push({ workers, threads, framesPerSecond: Math.round(100 * fpsSub * workers) / 100 });
    }
    tell(total - 1);
    signal.throwIfAborted();
    const figures = {
      rows,
      layouts: measuredLayouts,
      storing: await storingCost(children, folder),
      weights: await weightsLengths(model),
    };
    tell(total);
    const { modelId } = model.model;
    const facts = { ...machine, model: modelId, isSynthetic: model.isSynthetic, maxFps: CAMERA.maxFps };
    return { machine: facts, ...figures, answers: studyAnswers(figures, machine) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function taskOf(
  { model, network, home }: StudyModel,
  { inference, device, scale, gray }: Omit<StudySetting, 'processes'>,
  session: { readonly threads: number; readonly allowSpinning: boolean },
): StudyTask {
  return { capture: null, network, scale, gray, inference: inference ? { model, home, device, ...session } : null };
}

/** Workers × threads that fill the cores. */
export function layoutsOf(cores: number): { workers: number; threads: number }[] {
  const divisors = Array.from({ length: cores }, (_, i) => i + 1).filter((count) => cores % count === 0);
  return divisors.filter((workers) => workers <= 16).map((workers) => ({ workers, threads: cores / workers }));
}

function rounded<T extends { fpsMain: number; fpsSub: number; cpuPercent: number }>(figures: T): T {
  const { fpsMain, fpsSub, cpuPercent } = figures;
  const tenths = (value: number) => Math.round(10 * value) / 10;
  const hundredths = (value: number) => Math.round(100 * value) / 100;
  return { ...figures, fpsMain: hundredths(fpsMain), fpsSub: hundredths(fpsSub), cpuPercent: tenths(cpuPercent) };
}

async function prepareGpuGraph({ reference, home, model, network }: StudyModel): Promise<void> {
  await prepareGpu(reference, home, { ...model, ...network, labels: [], precision: 'fp32' });
}
