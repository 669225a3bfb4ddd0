import type { RunOutcome } from '../../app/run-events.ts';
import type { RunSummary } from '../../app/run-summary.ts';
import type { Audit } from '../../shared/audit.ts';
import type { CameraGap, CaptureLatency } from '../../shared/capture.ts';
import { harmlessLine } from '../../shared/harmless.ts';
import type { ChunkFailure } from '../../shared/run.ts';

/** The summary of a run in words; several lines. */
export function describeRun(summary: RunSummary, outcome: RunOutcome): string {
  const { failedFrames, droppedFrames, storedFrames, carriedFrames, audit } = summary;
  const counts = [
    `${storedFrames} of ${summary.sampledFrames ?? '?'} frames stored`,
    carriedFrames > 0 && !audit ? `${carriedFrames} of them the same as one before` : null,
    audit ? `${summary.inferredFrames} of them looked at` : null,
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
  const lines = [
    `run ${summary.runId}: ${work}`,
    counts.join(', '),
    ...(audit ? [describeAudit(audit)] : []),
    ...captureLines(summary),
  ];
  return [harmlessLine(summary.uri), ...lines.map((line) => `  ${line}`), ''].join('\n');
}

/** What an adaptive run has found of what there is. */
function describeAudit({ recall, recallLow, recallHigh, precision, ...audit }: Audit): string {
  const { precisionLow, precisionHigh, auditedFrames, sureConfidence } = audit;
  const share = (value: number, low: number, high: number) => {
    return `${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
  };
  return `recall ${share(recall, recallLow, recallHigh)}, precision ${share(precision, precisionLow, precisionHigh)} of detections from ${sureConfidence.toFixed(2)} on, by ${auditedFrames} audited frames`;
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
