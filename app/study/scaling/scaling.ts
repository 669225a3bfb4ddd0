import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findFfmpeg } from '../../../producer/ffmpeg/find-ffmpeg.ts';
import { BUNDLE, requireBundle } from '../../demo/bundle.ts';
import type { WorkEvents } from '../../events.ts';
import type { ChildContext } from '../../local/child-context.ts';
import { RUN_DEFAULTS } from '../../run-options.ts';
import { cleanEnvironment } from '../clean-environment.ts';
import { type Machine, thisMachine } from '../machine.ts';
import type { StudyOptions } from '../study.ts';
import { studyModel } from '../study-model.ts';
import type { LevelPlan } from './level-plan.ts';
import { type Level, measureLevel } from './measure-level.ts';
import { type Saturation, type ScalingRow, saturationOf } from './scaling-row.ts';

export interface ScalingOptions extends Omit<StudyOptions, 'device'> {
  /** Of a frame, of the detector that sleeps. */
  readonly latencyMs: number;
  /** The most workers that sleep. */
  readonly mostWorkers: number;
}

/** As `study --scaling --json` prints it. */
export interface ScalingResult {
  readonly machine: Machine & { readonly model: string; readonly isSynthetic: boolean };
  readonly latencyMs: number;
  /** Frames in one job. */
  readonly chunkFrames: number;
  readonly rows: readonly ScalingRow[];
  readonly saturation: readonly Saturation[];
}

const WINDOWS_MS = { quick: 7_000, whole: 25_000 };
const COUNTS = [1, 2, 4, 8, 16, 32];
/** Of the bundled clip: enough frames for the fastest level. */
const LOOPS = { quick: 20, whole: 60 };

/**
 * How far the queue carries: workers whose detector takes time and no CPU, then workers that infer, up to the cores.
 *
 * @param signal - ends it, with its reason
 * @throws {FramefleetError} `FFMPEG_MISSING`, `MODEL_NOT_FOUND`, `INFERENCE_FAILED` when a worker ends
 */
export async function scaling(
  options: ScalingOptions,
  { env: givenEnv, ...context }: ChildContext,
  signal: AbortSignal,
  events: WorkEvents,
): Promise<ScalingResult> {
  const children = { ...context, env: cleanEnvironment(givenEnv) };
  const { quick, latencyMs, mostWorkers } = options;
  const pace = quick ? 'quick' : 'whole';
  await requireBundle();
  const ffmpeg = await findFfmpeg(options.ffmpegPath);
  const folder = await mkdtemp(join(tmpdir(), 'framefleet-study-'));
  try {
    const machine = await thisMachine();
    const clip = join(folder, 'clip.mp4');
    const looping = ['-stream_loop', `${LOOPS[pace] - 1}`, '-i', BUNDLE.clip, '-c', 'copy', clip];
    await promisify(execFile)(ffmpeg.path, ['-v', 'error', '-nostdin', ...looping]);
    const model = await studyModel(options.model ?? (quick ? 'yolov4-tiny' : 'yolov4'), options.home, folder);
    const { isSynthetic, ...asked } = model;
    const common = { ...asked, clip, windowMs: WINDOWS_MS[pace] };
    const chunkFrames = RUN_DEFAULTS.chunk;
    const sleeping = COUNTS.filter((workers) => workers <= mostWorkers).map(
      (workers): LevelPlan => ({
        ...{ ...common, workers, chunkFrames },
        detector: { kind: 'sleeping', latencyMs, input: model.network },
      }),
    );
    // single frames, since a chunk of a big network takes as long as the window
    const inferring = Array.from(
      { length: Math.min(machine.cores, mostWorkers) },
      (_, index): LevelPlan => ({
        ...{ ...common, workers: index + 1, chunkFrames: 1 },
        detector: { kind: 'model', threads: 1 },
      }),
    );
    const plans = [...sleeping, ...inferring];
    const levels: Level[] = [];
    for (const plan of plans) {
      events.onProgress({ name: 'study', unit: 'experiments', done: levels.length, total: plans.length });
      levels.push(await measureLevel(plan, children, folder, signal));
    }
    events.onProgress({ name: 'study', unit: 'experiments', done: plans.length, total: plans.length });
    const rows = withEfficiency(levels, latencyMs);
    const saturation = (['sleeping', 'model'] as const).flatMap(
      (detector) =>
        saturationOf(
          rows.filter((row) => row.detector === detector),
          machine.cores,
        ) ?? [],
    );
    const facts = { ...machine, model: model.model.modelId, isSynthetic };
    return { machine: facts, latencyMs, chunkFrames, rows, saturation };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A sleeping worker can do no more than its latency allows; an inferring one is held against one alone. */
export function withEfficiency(levels: readonly Level[], latencyMs: number): ScalingRow[] {
  const alone = levels.find(({ detector, workers }) => detector === 'model' && workers === 1);
  return levels.map((level) => {
    const best = level.detector === 'sleeping' ? 1000 / latencyMs : (alone?.framesPerSecond ?? Number.NaN);
    const efficiency = level.framesPerSecond / (level.workers * best);
    const { framesPerSecond, ...others } = level;
    return {
      ...others,
      framesPerSecond: Math.round(100 * framesPerSecond) / 100,
      efficiency: Math.round(1000 * efficiency) / 1000,
    };
  });
}
