import type { InputEnd } from '../app/run-events.ts';
import { ERROR_TABLE, FramefleetError } from '../shared/errors.ts';

/** What shells report of a program that Ctrl-C ended. */
const STOPPED = 130;

/** The exit code of a command over several inputs: that of the gravest end. */
export function exitCodeOf(ends: readonly InputEnd[]): number {
  return Math.max(0, ...ends.map(codeOf));
}

function codeOf(end: InputEnd): number {
  if (end.kind === 'not begun') return STOPPED;
  if (end.kind === 'failed') {
    return end.error instanceof FramefleetError ? end.error.exitCode : ERROR_TABLE.INTERNAL.exitCode;
  }
  if (end.outcome === 'stopped') return STOPPED;
  const { failedFrames, inputError } = end.summary;
  return failedFrames > 0 || inputError !== null ? ERROR_TABLE.FRAMES_FAILED.exitCode : 0;
}
