import type { StudyModel } from '../study-model.ts';
import type { ScalingWorkerTask } from './scaling-messages.ts';

/** What is measured with some workers, and the model of which `produce` is told. */
export interface LevelPlan extends Omit<StudyModel, 'isSynthetic'> {
  readonly workers: number;
  readonly detector: ScalingWorkerTask['detector'];
  /** What `produce` reads. */
  readonly clip: string;
  readonly chunkFrames: number;
  readonly windowMs: number;
}
