import type { RunOutcome } from '../../app/run-events.ts';
import type { RunSummary } from '../../app/run-summary.ts';
import type { CameraGap, CaptureLatency } from '../../shared/capture.ts';
import { harmlessLine } from '../../shared/harmless.ts';
import type { ChunkFailure } from '../../shared/run.ts';

/** The summary of a run in words; several lines. */
export function describeRun(summary: RunSummary, outcome: RunOutcome): string {
  const { failedFrames, droppedFrames, storedFrames, carriedFrames } = summary;
  const counts = [
    `${storedFrames} of ${summary.sampledFrames ?? '?'} frames stored`,
    carriedFrames > 0 ? `${carriedFrames} of them the same as one before` : null,
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
    'broke off': `the camera broke off; ended after ${seconds} s`,
  }[outcome];
  const lines = [`run ${summary.runId}: ${work}`, counts.join(', '), ...captureLines(summary)];
  return [harmlessLine(summary.uri), ...lines.map((line) => `  ${line}`), ''].join('\n');
}

function captureLines({ gaps, latency }: Pick<RunSummary, 'gaps' | 'latency'>): string[] {
  return [...(gaps.length > 0 ? [describeGaps(gaps)] : []), ...(latency ? [describeLatency(latency)] : [])];
}

function describeGaps(gaps: readonly CameraGap[]): string {
  const seconds = gaps.reduce(
    (sum, { fromAt, toAt }) => sum + (Date.parse(toAt ?? fromAt) - Date.parse(fromAt)) / 1000,
    0,
  );
  const times = gaps.length === 1 ? 'once' : `${gaps.length} times`;
  return `no frames ${times}, ${seconds.toFixed(1)} s in all; first at ${gaps[0]!.fromAt}: ${harmlessLine(gaps[0]!.reason)}`;
}

function describeLatency({ p50Ms, p95Ms, p99Ms, maxMs }: CaptureLatency): string {
  return `from capture to store: half within ${p50Ms} ms, 95 % ${p95Ms} ms, 99 % ${p99Ms} ms, all ${maxMs} ms`;
}

/** Which frames failed, and why. */
export function describeFailure({ firstFrameIndex, frameCount, error }: ChunkFailure): string {
  const frames = frameCount === 1 ? `frame ${firstFrameIndex}` : `${frameCount} frames from ${firstFrameIndex} on`;
  return `framefleet: ${frames} failed: ${error}`;
}
