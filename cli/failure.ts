import { CommanderError } from 'commander';
import type { InputEnd } from '../app/run-events.ts';
import { ERROR_TABLE, FramefleetError, messageOf } from '../shared/errors.ts';
import { say } from './output/say.ts';

/**
 * Says on stderr what went wrong, and gives the exit code that stands for it.
 *
 * @param isMachine - for a process that another one reads: `[CODE] message`
 */
export function reportFailure(error: unknown, isMachine = false): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // commander has said it
  const isExpected = error instanceof FramefleetError;
  const code = isExpected ? error.code : 'INTERNAL';
  const text = isExpected ? error.message : `unexpected failure, please report it: ${stackOf(error)}`;
  say(isMachine ? `[${code}] ${text}` : `framefleet: ${text}`);
  return ERROR_TABLE[code].exitCode;
}

function stackOf(error: unknown): string {
  return error instanceof Error && error.stack ? error.stack : messageOf(error);
}

/** What shells report of a program that Ctrl-C ended. */
export const STOPPED = 130;

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
  if (end.outcome === 'broke off') return ERROR_TABLE.FFMPEG_FAILED.exitCode;
  const { failedFrames, inputError } = end.summary;
  return failedFrames > 0 || inputError !== null ? ERROR_TABLE.FRAMES_FAILED.exitCode : 0;
}
