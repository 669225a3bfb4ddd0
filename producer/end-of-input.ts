import type { EndOfInput, RunSettings } from '../shared/run.ts';
import type { FfmpegDecoder } from './ffmpeg-decoder.ts';
import type { StreamInfo } from './stream-info.ts';

type Pass = {
  readonly seen: Pick<FfmpegDecoder['seen'], 'sourceFrames' | 'sampledFrames' | 'firstPts' | 'lastPts'>;
  readonly complaints: Pick<FfmpegDecoder['complaints'], 'isAboutDamage'>;
};

/**
 * What a pass that came to its end tells of the input.
 *
 * The input ended early when ffmpeg told of damage and the last frame ends more than a second, and more than 5 %, before the
 * duration that the container names. `frameCount` is known where `settings.end` did not stop the pass.
 */
export function endOfInputOf(
  { seen, complaints }: Pass,
  facts: StreamInfo,
  settings: Pick<RunSettings, 'end'>,
): EndOfInput {
  const { sampledFrames, sourceFrames } = seen;
  const [tickNum, tickDen] = facts.timeBase;
  const lastSeconds = (((seen.lastPts ?? 0) - (seen.firstPts ?? 0)) * tickNum) / tickDen;
  const reachedEnd = settings.end === null || lastSeconds < settings.end;
  const readSeconds = lastSeconds + (facts.fpsNum > 0 ? facts.fpsDen / facts.fpsNum : 0);
  return {
    sampledFrames,
    frameCount: reachedEnd ? sourceFrames : null,
    inputError: reachedEnd && complaints.isAboutDamage ? earlyEnd(readSeconds, facts.durationSeconds) : null,
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
