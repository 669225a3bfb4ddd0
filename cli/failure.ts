import { CommanderError } from 'commander';
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
