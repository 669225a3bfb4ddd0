import type { CameraGap } from '../../../shared/capture.ts';

/** A stored frame: its time stamp in seconds, and when it came, milliseconds since the epoch. */
export interface StoredFrame {
  readonly ptsSeconds: number;
  readonly capturedAt: number;
}

/** A frame that is behind by more than this cannot have been sent by the connection. */
const slackMs = 500;

/**
 * How long after it was sent each stored frame is said to have come, in milliseconds. The frames of a connection lie between two
 * gaps, and count from the first one behind the gap before by the distance of their time stamps, whatever was dropped of them.
 *
 * @param gaps - oldest first
 * @param connections - when each frame of each connection was sent
 */
export function latenessOf(
  frames: readonly StoredFrame[],
  gaps: readonly CameraGap[],
  connections: readonly (readonly number[])[],
  fps: number,
): number[] {
  const beginnings = gaps.flatMap(({ toAt, toSeconds }) =>
    toAt === null || toSeconds === null ? [] : [{ ptsSeconds: toSeconds, capturedAt: Date.parse(toAt) }],
  );
  const origins = [...frames.slice(0, 1), ...beginnings].map((origin) => ({
    ...origin,
    sentAt: connections.findLast(([first = Infinity]) => first <= origin.capturedAt + slackMs) ?? [],
  }));
  return frames.flatMap(({ ptsSeconds, capturedAt }) => {
    const origin = origins.findLast((one) => one.ptsSeconds <= ptsSeconds + 0.5 / fps)!;
    const sentAt = origin.sentAt[Math.round((ptsSeconds - origin.ptsSeconds) * fps)];
    return sentAt === undefined ? [] : [capturedAt - sentAt];
  });
}

/** @param values - in any order */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
