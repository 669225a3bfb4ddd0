import type { RunOutcome } from '../../app/run-events.ts';
import type { RunSummary } from '../../app/run-summary.ts';
import { harmlessLine } from '../../shared/harmless.ts';
import type { ChunkFailure } from '../../shared/run.ts';

/** The summary of a run in words; several lines. */
export function describeRun(summary: RunSummary, outcome: RunOutcome): string {
  const { failedFrames, droppedFrames, storedFrames } = summary;
  const counts = [
    `${storedFrames} of ${summary.sampledFrames ?? '?'} frames stored`,
    failedFrames > 0 ? `${failedFrames} failed` : null,
    droppedFrames > 0 ? `${droppedFrames} dropped` : null,
    `${summary.detections} detections`,
  ].filter((part) => part !== null);
  const seconds = summary.elapsedSeconds.toFixed(1);
  const work = {
    'complete before': 'was complete already, nothing to do',
    complete: `complete in ${seconds} s, ${summary.framesPerSecond.toFixed(1)} frames/s`,
    stopped: `stopped after ${seconds} s; the same command goes on from here`,
    produced: `all its frames were queued in ${seconds} s`,
  }[outcome];
  return [harmlessLine(summary.uri), `  run ${summary.runId}: ${work}`, `  ${counts.join(', ')}`, ''].join('\n');
}

/** Which frames failed, and why. */
export function describeFailure({ firstFrameIndex, frameCount, error }: ChunkFailure): string {
  return `framefleet: ${frameCount} frames from ${firstFrameIndex} on failed: ${error}`;
}
