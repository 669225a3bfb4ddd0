import type { Audit } from '../shared/audit.ts';
import type { CameraGap, CaptureLatency } from '../shared/capture.ts';
import type { RunRecord } from '../shared/run.ts';

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
  /** When the camera gave nothing; empty for a recording. */
  readonly gaps: readonly CameraGap[];
  /** From capture to store; `null` for a recording, and where nothing is stored. */
  readonly latency: CaptureLatency | null;
  /** Stored frames that were looked at. */
  readonly inferredFrames: number;
  /** The others: each is the same as an earlier one, or holds what its neighbours tell (adaptive runs). */
  readonly carriedFrames: number;
  /** What that has cost; `null` but for adaptive runs. */
  readonly audit: Audit | null;
}

/** @param storedBefore - frames of the run that were stored before this command began */
export function summaryOf(
  run: RunRecord,
  storedBefore: number,
  elapsedSeconds: number,
  latency: CaptureLatency | null,
): RunSummary {
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
    gaps: run.gaps,
    latency,
    inferredFrames: storedFrames - run.carriedFrames,
    carriedFrames: run.carriedFrames,
    audit: run.audit ?? null,
  };
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
