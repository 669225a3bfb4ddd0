import type { EndOfInput, RunSettings } from '../../shared/run.ts';
import { rangesOfWindow } from '../../shared/time-ranges.ts';
import { areCandidatesTold } from '../ffmpeg/candidate-filters.ts';
import type { FfmpegLogErrors } from '../ffmpeg/ffmpeg-log-errors.ts';
import type { StreamInfo } from '../ffmpeg/stream-info.ts';
import type { MissingFrames } from './frame-gaps.ts';
import type { SeenSource } from './seen-source.ts';

type Decoded = {
  readonly seen: SeenSource;
  readonly logErrors: Pick<FfmpegLogErrors, 'isAboutDamage' | 'isBegunMidway'>;
};

/** Less than this many seconds, or this part of the whole, may be missing at the beginning and at the end. */
const [toleratedSeconds, toleratedPart] = [1, 0.05];

/**
 * What a pass that came to its end tells of the input.
 *
 * Only when ffmpeg told of damage is something said to be missing: stretches without frames, and more than a second, and more
 * than 5 %, of what the container names at its beginning (unless the stream was cut between two key frames) or end. `frameCount` is known where `settings.end` did not stop the
 * pass.
 */
export function endOfInputOf({ seen, logErrors }: Decoded, facts: StreamInfo): EndOfInput {
  const faults = logErrors.isAboutDamage ? faultsOf(seen, facts, logErrors.isBegunMidway) : [];
  return {
    sampledFrames: seen.sampledFrames,
    frameCount: seen.isFinished ? null : seen.sourceFrames,
    inputError: faults.length > 0 ? faults.join('; ') : null,
  };
}

/** Whether the source may go on behind the last frame that was seen, as far as its container tells. */
export function isEndDoubtful(seen: SeenSource, facts: StreamInfo): boolean {
  return !seen.isFinished && (facts.durationSeconds === null || isEarly(seen, facts));
}

function faultsOf(seen: SeenSource, facts: StreamInfo, isBegunMidway: boolean): string[] {
  const { missing, isFinished } = seen;
  const { durationSeconds } = facts;
  const faults = [];
  const lead = leadSeconds(seen, facts);
  if (lead > tolerance(durationSeconds) && !isBegunMidway)
    faults.push(`the input is damaged: its first ${lead.toFixed(1)} s could not be read`);
  if (missing) faults.push(`the input is damaged: ${describeMissing(missing)}`);
  const read = readSeconds(seen, facts).toFixed(1);
  if (!isFinished && isEarly(seen, facts)) {
    faults.push(`the input ended early: ${read} s of ${durationSeconds?.toFixed(1)} s could be read`);
  }
  if (!isFinished && durationSeconds === null && faults.length === 0) {
    faults.push(`the input is damaged: ${read} s of it could be read`);
  }
  return faults;
}

function isEarly(seen: SeenSource, facts: StreamInfo): boolean {
  const { durationSeconds } = facts;
  if (durationSeconds === null) return false;
  return durationSeconds - leadSeconds(seen, facts) - readSeconds(seen, facts) > tolerance(durationSeconds);
}

function tolerance(durationSeconds: number | null): number {
  return Math.max(toleratedSeconds, (durationSeconds ?? 0) * toleratedPart);
}

/** From where the container begins to the first frame. */
function leadSeconds({ firstSeconds }: SeenSource, { startSeconds }: StreamInfo): number {
  return Math.max(0, firstSeconds - (startSeconds ?? firstSeconds));
}

function readSeconds({ elapsedSeconds }: SeenSource, { fpsNum, fpsDen }: StreamInfo): number {
  return elapsedSeconds + (fpsNum > 0 ? fpsDen / fpsNum : 0);
}

function describeMissing({ longest, gaps, frames }: MissingFrames): string {
  const what =
    frames === null ? 'frames are missing' : frames === 1 ? '1 frame is missing' : `${frames} frames are missing`;
  const where = `between ${longest.fromSeconds.toFixed(2)} s and ${longest.toSeconds.toFixed(2)} s`;
  return `${what} ${gaps === 1 ? where : `in ${gaps} places, the longest ${where}`}`;
}

/** What a user should know of an input that is not wrong. */
export function notesOn(seen: SeenSource, settings: Pick<RunSettings, 'start' | 'keyframes' | 'scenes'>): string[] {
  const { start } = settings;
  const { sampledFrames, sourceFrames, elapsedSeconds, clockJumps, firstClockJump: jump } = seen;
  const notes: string[] = [];
  if (sampledFrames === 0 && start !== null && sourceFrames > 0 && elapsedSeconds < start) {
    notes.push(`no frame lies at or after --start ${start}: the last one is at ${elapsedSeconds.toFixed(1)} s`);
  }
  if (sampledFrames === 0 && sourceFrames > 0 && areCandidatesTold(settings)) {
    notes.push(`none of ${sourceFrames} frames is one to look at`);
  }
  if (jump) {
    const times = clockJumps === 1 ? 'jumps back' : `jumps back ${clockJumps} times, first`;
    const place = `at frame ${jump.frameIndex}, from ${jump.fromSeconds.toFixed(1)} s to ${jump.toSeconds.toFixed(1)} s`;
    notes.push(`the clock of the input ${times} ${place}: times in it are not unique`);
  }
  return notes;
}

/** How many frames a run will sample, as far as the container tells; `null` where it does not. */
export function expectedFramesOf(facts: StreamInfo, settings: RunSettings): number | null {
  const { durationSeconds } = facts;
  if (durationSeconds === null || facts.fpsNum === 0 || areCandidatesTold(settings)) return null;
  const { every, fps } = settings;
  const seconds = rangesOfWindow(settings).reduce(
    (sum, { start, end }) => sum + Math.max(0, Math.min(end ?? Infinity, durationSeconds) - (start ?? 0)),
    0,
  );
  const rate = facts.fpsNum / facts.fpsDen / every;
  return Math.ceil(seconds * Math.min(rate, fps ?? rate));
}
