import type { Cast } from './cast.ts';
import { compareAdaptive, compareFrames, type Difference, type Frames } from './compare.ts';
import type { StoreContent, StoredRun } from './read-store.ts';
import type { Workload } from './workload.ts';

/** A run that the soak made, and what it ought to hold. */
interface ExpectedRun {
  readonly runId: string;
  readonly reference: Frames;
  /** A camera's frames may be dropped or never be captured, as long as the run counts them. */
  readonly isCamera: boolean;
  /** Whether some of its frames only are looked at. */
  readonly isAdaptive: boolean;
  /** Whether its command ended by itself, so that the run has to be complete. */
  readonly isEnded: boolean;
}

export interface RunCheck extends Difference {
  readonly runId: string;
  /** Frames that were looked at. */
  readonly frames: number;
  /** What does not fit together beside the frames. */
  readonly complaints: readonly string[];
}

/** Holds every run that was made against what it ought to hold. */
export function checkRuns(
  { videos, captured }: Workload,
  { reference, camera }: Cast,
  content: StoreContent,
): RunCheck[] {
  const expected: ExpectedRun[] = [
    ...[...videos].map(([runId, video]) => ({
      ...{ runId, reference: reference.get(video)!, isCamera: false, isEnded: true },
      isAdaptive: video.isAdaptive ?? false,
    })),
    ...captured.map((one) => ({ ...one, reference: reference.get(camera)!, isCamera: true, isAdaptive: false })),
  ];
  return expected.map((one) => checkRun(one, content));
}

function checkRun(expected: ExpectedRun, { runs, frames, carried }: StoreContent): RunCheck {
  const { runId, reference, isCamera, isAdaptive, isEnded } = expected;
  const run = runs.get(runId);
  if (run === undefined) {
    // a camera's command may have been killed before it opened its run
    const isLost = !isCamera || isEnded;
    return { runId, frames: 0, lost: isLost ? reference.size : 0, doubled: 0, different: 0, complaints: [] };
  }
  const stored = frames.get(runId) ?? new Map();
  const unlooked = carried.get(runId) ?? new Set();
  const difference = isAdaptive
    ? compareAdaptive(reference, stored, unlooked)
    : compareFrames(reference, stored, isCamera);
  const lookedAt = isAdaptive ? stored.size - unlooked.size : stored.size;
  const complaints = isEnded ? countFaults(run, lookedAt, isAdaptive) : [];
  if (isAdaptive && run.failedFrames > 0) complaints.push(`run ${runId} has ${run.failedFrames} frames that failed`);
  if (isAdaptive && run.sampledFrames !== reference.size)
    complaints.push(`run ${runId} has ${run.sampledFrames} frames, its video ${reference.size}`);
  return { runId, ...difference, frames: isAdaptive ? run.storedFrames : stored.size, complaints };
}

/**
 * What of a complete run's counts does not add up, or differs from the frames that are there.
 *
 * @param framesWithRows - of an adaptive run: of those that were looked at
 */
function countFaults(run: StoredRun, framesWithRows: number, isAdaptive: boolean): string[] {
  const { runId, state, sampledFrames, storedFrames, failedFrames, droppedFrames, carriedFrames } = run;
  const faults: string[] = [];
  const counts = JSON.stringify({ sampledFrames, storedFrames, failedFrames, droppedFrames, carriedFrames });
  if (state !== 'complete') faults.push(`run ${runId} is ${state}, though its command ended: ${counts}`);
  if (storedFrames + failedFrames + droppedFrames !== sampledFrames)
    faults.push(`run ${runId} does not add up: ${counts}`);
  if (storedFrames - (isAdaptive ? carriedFrames : 0) !== framesWithRows)
    faults.push(
      `run ${runId} counts ${counts}, its rows have ${framesWithRows} frames${isAdaptive ? ' that were looked at' : ''}`,
    );
  return faults;
}
