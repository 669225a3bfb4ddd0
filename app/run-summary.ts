import type { ProducedRun } from '../producer/produce-options.ts';
import type { ChunkFailure, RunRecord } from '../shared/run.ts';

/** What `detect` and `produce` say of a run; `--json` prints it on a line. */
export interface RunSummary {
  readonly runId: string;
  readonly videoId: string;
  readonly uri: string;
  readonly state: RunRecord['state'];
  readonly sampledFrames: number | null;
  readonly storedFrames: number;
  readonly failedFrames: number;
  readonly droppedFrames: number;
  readonly detections: number;
  /** Of this command. */
  readonly elapsedSeconds: number;
  /** Frames that this command stored, a second. */
  readonly framesPerSecond: number;
  /** Time in the model, summed over the run's frames. */
  readonly inferenceMs: number;
  /** What was wrong with the input; `null` when nothing was. */
  readonly inputError: string | null;
}

/** @param storedBefore - frames of the run that were stored before this command began */
export function summaryOf(run: RunRecord, storedBefore: number, elapsedSeconds: number): RunSummary {
  const { runId, videoId, uri, state, sampledFrames, storedFrames, failedFrames, droppedFrames, detections } = run;
  return {
    runId,
    videoId,
    uri,
    state,
    sampledFrames,
    storedFrames,
    failedFrames,
    droppedFrames,
    detections,
    elapsedSeconds: rounded(elapsedSeconds, 3),
    framesPerSecond: elapsedSeconds > 0 ? rounded((storedFrames - storedBefore) / elapsedSeconds, 2) : 0,
    inferenceMs: rounded(run.inferenceMs, 1),
    inputError: run.inputError,
  };
}

/** How a run ended for the command at hand. */
export type RunOutcome = ProducedRun['outcome'] | 'complete before';

/** Hears of a run when its command is done with it, in whatever way. */
export type RunReport = (summary: RunSummary, outcome: RunOutcome) => void;

/** Puts summaries on stdout, in words or as JSON. */
export function printRun(isJson: boolean): RunReport {
  return (summary, outcome) =>
    process.stdout.write(isJson ? `${JSON.stringify(summary)}\n` : describeRun(summary, outcome));
}

/** The summary in words; several lines. */
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
  return [`${summary.uri}`, `  run ${summary.runId}: ${work}`, `  ${counts.join(', ')}`, ''].join('\n');
}

/** Which frames failed, and why; a line for each chunk. */
export function describeFailures(failures: readonly ChunkFailure[]): string {
  return failures
    .map(
      ({ firstFrameIndex, frameCount, error }) =>
        `framefleet: ${frameCount} frames from ${firstFrameIndex} on failed: ${error}\n`,
    )
    .join('');
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
