import type { Command } from 'commander';
import type { CommandDefinition } from './define-command.ts';
import type { Environment } from './flags/read-flags.ts';

/** Commands by name: a description, and the module that defines the command, loaded when it is called. */
export type CommandList = Readonly<
  Record<string, readonly [description: string, load: () => Promise<{ readonly command: CommandDefinition }>]>
>;

/** Adds commands to a program, or to a command that has others below it. One without a description is not listed. */
export function addCommands(parent: Command, list: CommandList, environment: Environment): void {
  for (const [name, [description]] of Object.entries(list)) {
    parent.command(name, { hidden: description === '' }).description(description);
  }
  parent.helpCommand(false).hook('preSubcommand', async (_parent, child) => {
    const [, load] = list[child.name()]!;
    (await load()).command(child, environment);
  });
}
