import { type Command, Option } from 'commander';

/**
 * A flag that may also come from the environment: `--max-queued-mb` from `FRAMEFLEET_MAX_QUEUED_MB`.
 *
 * @param shownDefault - for the help only: defaults are the schema's
 */
export function flag(flags: string, description: string, shownDefault?: string): Option {
  const option = new Option(
    flags,
    shownDefault === undefined ? description : `${description} (default: ${shownDefault})`,
  );
  const variable = `FRAMEFLEET_${option.name().replaceAll('-', '_').toUpperCase()}`;
  // To commander a switch is on whenever its variable is set, be it to "false".
  const isOff =
    (option.isBoolean() || option.negate) &&
    ['', '0', 'false', 'no', 'off'].includes(process.env[variable]?.toLowerCase() ?? '');
  if (!isOff) option.env(variable);
  return option;
}

/** The flag of every verb that needs the home folder; read it with `homeOf`. */
export function homeFlag(): Option {
  return flag('--home <dir>', 'folder of models, store and private Redis', '~/.framefleet');
}

/** How a field of a schema is called on the command line. */
export function flagNameOf(field: string): string {
  return `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Adds several flags. */
export function withFlags(command: Command, flags: readonly Option[]): Command {
  for (const one of flags) command.addOption(one);
  return command;
}
