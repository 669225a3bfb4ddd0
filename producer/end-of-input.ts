import type { EndOfInput, RunSettings } from '../shared/run.ts';
import type { FfmpegLogErrors } from './ffmpeg-log-errors.ts';
import type { FrameCounts } from './frame-metadata.ts';
import type { StreamInfo } from './stream-info.ts';

type Decoded = {
  readonly seen: FrameCounts;
  readonly logErrors: Pick<FfmpegLogErrors, 'isAboutDamage'>;
};

/**
 * What a pass that came to its end tells of the input.
 *
 * The input ended early when ffmpeg told of damage and the last frame ends more than a second, and more than 5 %, before the
 * duration that the container names. `frameCount` is known where `settings.end` did not stop the pass.
 */
export function endOfInputOf({ seen, logErrors }: Decoded, facts: StreamInfo): EndOfInput {
  const { sampledFrames, sourceFrames, elapsedSeconds, isFinished } = seen;
  const readSeconds = elapsedSeconds + (facts.fpsNum > 0 ? facts.fpsDen / facts.fpsNum : 0);
  return {
    sampledFrames,
    frameCount: isFinished ? null : sourceFrames,
    inputError: !isFinished && logErrors.isAboutDamage ? earlyEnd(readSeconds, facts.durationSeconds) : null,
  };
}

function earlyEnd(readSeconds: number, durationSeconds: number | null): string | null {
  const read = readSeconds.toFixed(1);
  if (durationSeconds === null) return `the input is damaged: ${read} s of it could be read`;
  const missing = durationSeconds - readSeconds;
  if (missing <= Math.max(1, durationSeconds * 0.05)) return null;
  return `the input ended early: ${read} s of ${durationSeconds.toFixed(1)} s could be read`;
}

/** How many frames a run will sample, as far as the container tells; `null` where it does not. */
export function expectedFramesOf(facts: StreamInfo, { every, fps, start, end }: RunSettings): number | null {
  if (facts.durationSeconds === null || facts.fpsNum === 0) return null;
  const seconds = Math.max(0, Math.min(end ?? Infinity, facts.durationSeconds) - (start ?? 0));
  const rate = facts.fpsNum / facts.fpsDen / every;
  return Math.ceil(seconds * Math.min(rate, fps ?? rate));
}
