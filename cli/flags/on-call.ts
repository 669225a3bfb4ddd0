import type { Command } from 'commander';
import type { FlagTable, FlagValues } from './flag.ts';
import { flagOption } from './flag-option.ts';
import { type Environment, readFlags } from './read-flags.ts';

/**
 * Gives a command its flags, and what it does.
 *
 * @param run - takes the values of the flags, then the command's arguments; the exit code comes back, nothing for 0
 */
export function onCall<T extends FlagTable, A extends readonly unknown[]>(
  command: Command,
  flags: T,
  environment: Environment,
  run: (values: FlagValues<T>, ...args: A) => Promise<number | undefined>,
): void {
  for (const [key, one] of Object.entries(flags)) {
    if (!one.isVariableOnly) command.addOption(flagOption(key, one));
  }
  command.action(async () => {
    const code = await run(readFlags(flags, command, environment), ...(command.processedArgs as unknown as A));
    if (code !== undefined) process.exitCode = code;
  });
}
