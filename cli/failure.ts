import { CommanderError } from 'commander';
import { FramefleetError, messageOf } from '../shared/errors.ts';

/**
 * Says on stderr what went wrong, and gives the exit code that stands for it.
 *
 * @param isMachine - for a process that another one reads: `[CODE] message`
 */
export function reportFailure(error: unknown, isMachine = false): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // commander has said it
  if (error instanceof FramefleetError) {
    process.stderr.write(isMachine ? `[${error.code}] ${error.message}\n` : `framefleet: ${error.message}\n`);
    return error.exitCode;
  }
  const text = error instanceof Error && error.stack ? error.stack : messageOf(error);
  process.stderr.write(`framefleet: unexpected failure, please report it: ${text}\n`);
  return 1;
}
