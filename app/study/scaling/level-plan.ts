import type { Size } from '../../../shared/geometry.ts';
import type { ModelReference } from '../../../shared/run.ts';
import type { ScalingWorkerTask } from './scaling-messages.ts';

/** What is measured with some workers. */
export interface LevelPlan {
  readonly workers: number;
  readonly detector: ScalingWorkerTask['detector'];
  /** What `produce` is told: the clip, and the model with its home. */
  readonly clip: string;
  readonly model: string;
  readonly reference: ModelReference;
  readonly home: string;
  readonly network: Size;
  readonly chunkFrames: number;
  readonly windowMs: number;
}
