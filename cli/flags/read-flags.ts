import type { Command } from 'commander';
import { z } from 'zod';
import { parseConfig } from '../../shared/config.ts';
import { type Flag, type FlagTable, type FlagValues, flagName, variableOf } from './flag.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a variable holds for a switch that is off, in lower case. */
const OFF = ['0', 'false', 'no', 'off'];

/**
 * The values of a command's flags: as written, else from the environment, else their defaults.
 *
 * @throws {ConfigError} `CONFIG_INVALID` with all faults at once, each by the flag or the variable that it was written in
 */
export function readFlags<T extends FlagTable>(table: T, command: Command, environment: Environment): FlagValues<T> {
  const raw: Record<string, unknown> = {};
  const names: Record<string, string> = {};
  const written = command.optsWithGlobals();
  for (const [key, one] of Object.entries(table)) {
    names[key] = flagName(key, one);
    if (command.getOptionValueSourceWithGlobals(key) === 'cli') {
      raw[key] = written[key];
      continue;
    }
    const variable = variableOf(key, one);
    const text = variable && environment[variable];
    if (!variable || !text) continue;
    raw[key] = rawValue(one, text);
    names[key] = variable;
  }
  const schema = z.object(Object.fromEntries(Object.entries(table).map(([key, one]) => [key, one.schema])));
  return parseConfig(schema, raw, (key) => names[key] ?? key) as FlagValues<T>;
}

function rawValue({ value, isNegated }: Flag, text: string): unknown {
  if (value !== null) return text;
  const isOn = !OFF.includes(text.toLowerCase());
  return isNegated ? !isOn : isOn;
}
