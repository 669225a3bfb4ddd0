import type { Job } from 'bullmq';
import { z } from 'zod';
import type { FrameTrials } from '../shared/ports.ts';

/** A frame over which alone so many workers died is taken to be what ends them. */
const MAX_DEATHS_OF_FRAME = 3;

/** What a job keeps of the search, as its progress. */
const trialSchema = z.object({
  /** The frame that is under way. */
  trying: z.int().min(0),
  /** Workers that had died over the chunk when it was begun. */
  deathsBefore: z.int().min(0),
  /** Workers that died over single frames. */
  deaths: z.array(z.tuple([z.int(), z.int()])),
});

/** Keeps in a job which of its frames is tried: where a worker dies amid it, the next one to take the job learns that. */
export class JobFrameTrials implements FrameTrials {
  readonly #job: Job<unknown>;
  readonly #deaths: ReadonlyMap<number, number>;

  constructor(job: Job<unknown>) {
    this.#job = job;
    const { data: last } = trialSchema.safeParse(job.progress);
    const deaths = new Map(last?.deaths);
    if (last && job.stalledCounter > last.deathsBefore) deaths.set(last.trying, (deaths.get(last.trying) ?? 0) + 1);
    this.#deaths = deaths;
  }

  /** Workers that died over the chunk without a frame to blame. */
  get unexplainedDeaths(): number {
    return [...this.#deaths.values()].reduce((rest, deaths) => rest - deaths, this.#job.stalledCounter);
  }

  get deadly(): ReadonlyMap<number, string> {
    const reason = `given up after ${MAX_DEATHS_OF_FRAME} starts with this frame alone, each of which ended its worker`;
    const frames = [...this.#deaths].filter(([, deaths]) => deaths >= MAX_DEATHS_OF_FRAME);
    return new Map(frames.map(([frame]) => [frame, reason]));
  }

  async trying(frame: number): Promise<void> {
    const deathsBefore = this.#job.stalledCounter;
    await this.#job.updateProgress({ trying: frame, deathsBefore, deaths: [...this.#deaths] });
  }
}
