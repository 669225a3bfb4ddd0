import { type Command, Option } from 'commander';
import { type Flag, type FlagTable, type FlagValues, flagName, variableOf } from './flags/flag.ts';
import { type Environment, readFlags } from './flags/read-flags.ts';
import { keepCompiledCode } from './keep-compiled-code.ts';

/** Gives a command its arguments, flags and work. */
export type CommandDefinition = (command: Command, environment: Environment) => void;

/**
 * @param args - each as commander writes it (`<input...>`), and what it is
 * @param run - takes the values of the flags, the arguments, and the environment; the exit code comes back, nothing for 0
 */
export function defineCommand<T extends FlagTable, A extends readonly (string | readonly string[] | undefined)[]>(
  args: Readonly<Record<string, string>>,
  flags: T,
  run: (values: FlagValues<T>, args: A, environment: Environment) => Promise<number | undefined>,
): CommandDefinition {
  return (command, environment) => {
    for (const [syntax, description] of Object.entries(args)) command.argument(syntax, description);
    for (const [key, one] of Object.entries(flags)) {
      if (!one.isVariableOnly) command.addOption(flagOption(key, one));
    }
    command.action(async () => {
      const values = readFlags(flags, command, environment);
      if (typeof values.home === 'string') keepCompiledCode(values.home);
      const code = await run(values, command.processedArgs as never, environment);
      if (code !== undefined) process.exitCode = code;
    });
  };
}

/** An option that knows its flag. */
export class FlagOption extends Option {
  readonly flag: Flag;

  constructor(syntax: string, help: string, flag: Flag) {
    super(syntax, help);
    this.flag = flag;
  }
}

/** The option that commander takes for a flag; its help names default and variable. */
export function flagOption(key: string, one: Flag): FlagOption {
  const name = [one.short && `-${one.short}`, flagName(key, one)].filter(Boolean).join(', ');
  const syntax = [name, one.value ?? ''].join(' ').trim();
  const initial = one.otherwise ?? initialOf(one);
  const variable = variableOf(key, one);
  const notes = [initial && `default: ${initial}`, variable && `env: ${variable}`].filter(Boolean).join(', ');
  const option = new FlagOption(syntax, notes === '' ? one.help : `${one.help} (${notes})`, one);
  if (one.isList)
    option.argParser((text: string, before?: string) => (before === undefined ? text : `${before},${text}`));
  return option;
}

/** What holds without the flag; `null`: nothing. */
function initialOf({ schema, value }: Flag): string | null {
  const { success, data = null } = schema.safeParse(undefined);
  return value !== null && success && data !== null ? String(data) : null;
}
