import type { Random } from '../../demo/render/random.ts';
import type { RecordingJob } from './recording-job.ts';
import type { Stage } from './stage.ts';

/** What a fault can strike. */
export interface Scene {
  readonly stage: Stage;
  /** The runs over recordings that are under way. */
  readonly jobs: () => readonly RecordingJob[];
  /** Ends the commands that a fault starts. */
  readonly giveUp: AbortSignal;
  /** Comes when no more harm is to be done: a fault that lasts undoes itself at once. */
  readonly calm: AbortSignal;
}

/** One way to do harm. */
export interface Fault {
  readonly kind: string;
  /**
   * Does the harm, and undoes it where it is one that lasts.
   *
   * @param random - all that is left to chance comes from here
   * @param begun - to be called with what is struck, as soon as it is
   */
  strike(scene: Scene, random: Random, begun: (what: string) => void): Promise<void>;
}
