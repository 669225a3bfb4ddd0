import type { Random } from '../../demo/render/random.ts';
import { type CameraProtocol, capture } from './camera-capture.ts';
import { RecordingJob } from './recording-job.ts';
import type { Stage } from './stage.ts';
import type { Video } from './videos.ts';

const RECORDING_LANES = 2;

export interface CapturedRun {
  readonly runId: string;
  /** Whether the command over it ended by itself, so that the run has to be complete. */
  readonly isEnded: boolean;
}

export interface WorkloadOptions {
  readonly stage: Stage;
  readonly recordings: readonly Video[];
  readonly camera: Video;
  readonly random: Random;
  readonly complain: (text: string) => void;
}

/** Several recordings and a camera at once, one run after the other in each lane, until it is told to stop. */
export class Workload {
  /** Of every run over a recording, by its id. */
  readonly videos = new Map<string, Video>();
  readonly captured: CapturedRun[] = [];
  readonly #options: WorkloadOptions;
  readonly #jobs = new Set<RecordingJob>();

  constructor(options: WorkloadOptions) {
    this.#options = options;
  }

  /** The runs over recordings that are under way. */
  get jobs(): RecordingJob[] {
    return [...this.#jobs];
  }

  /**
   * @param stop - begins no more runs
   * @param giveUp - ends those under way
   */
  async run(stop: AbortSignal, giveUp: AbortSignal): Promise<void> {
    const lanes = Array.from({ length: RECORDING_LANES }, (_, lane) => this.#record(lane, stop, giveUp));
    await Promise.all([...lanes, this.#capture(stop, giveUp)]);
  }

  async #record(lane: number, stop: AbortSignal, giveUp: AbortSignal): Promise<void> {
    const { stage, recordings, random, complain } = this.#options;
    const draws = random.fork(`lane-${lane}`);
    for (let n = 0; !stop.aborted; n++) {
      const runId = `recording-${lane}-${n}`;
      const video = draws.pick(recordings);
      this.videos.set(runId, video);
      const job = new RecordingJob(stage, runId, video, draws.fork(n), complain);
      this.#jobs.add(job);
      await job.run(giveUp);
      this.#jobs.delete(job);
    }
  }

  async #capture(stop: AbortSignal, giveUp: AbortSignal): Promise<void> {
    const { stage, camera, random } = this.#options;
    const draws = random.fork('camera');
    for (let n = 0; !stop.aborted; n++) {
      const runId = `camera-${n}`;
      const protocol = draws.pick<CameraProtocol>(['tcp', 'http']);
      const isEnded = await capture(stage, runId, camera, protocol, giveUp);
      this.captured.push({ runId, isEnded });
    }
  }
}
