import type { Command } from 'commander';
import type { Environment } from './flags/read-flags.ts';

/** Gives a command its arguments, flags and work. */
export type DefineCommand = (command: Command, environment: Environment) => void;

/** A command as it is listed; the rest is loaded when it is called, so that the command line itself starts in a blink. */
export interface CommandEntry {
  readonly name: string;
  readonly description: string;
  readonly isHidden?: boolean;
  readonly load: () => Promise<DefineCommand>;
}

/** Adds commands to a program, or to a command that has others below it. */
export function addCommands(parent: Command, entries: readonly CommandEntry[], environment: Environment): void {
  const loaders = new Map<Command, CommandEntry['load']>();
  for (const { name, description, isHidden = false, load } of entries) {
    loaders.set(parent.command(name, { hidden: isHidden }).description(description), load);
  }
  parent.hook('preSubcommand', async (_parent, command) => {
    const define = await loaders.get(command)?.();
    define?.(command, environment);
  });
  parent.helpCommand(false);
}
