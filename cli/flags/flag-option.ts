import { Option } from 'commander';
import { type Flag, flagName, variableOf } from './flag.ts';

/** The option that commander takes for a flag; its help names default and variable. */
export function flagOption(key: string, one: Flag): Option {
  const syntax = one.value === null ? flagName(key, one) : `${flagName(key, one)} ${one.value}`;
  const variable = variableOf(key, one);
  const initial = initialOf(one);
  const notes = [
    ...(initial === null ? [] : [`default: ${initial}`]),
    ...(variable === null ? [] : [`env: ${variable}`]),
  ].join(', ');
  return new Option(syntax, notes === '' ? one.help : `${one.help} (${notes})`);
}

/** What holds without the flag, as help says it; `null`: nothing. */
function initialOf({ otherwise, schema, value }: Flag): string | null {
  if (otherwise !== null || value === null) return otherwise;
  const { success, data } = schema.safeParse(undefined);
  return success && data !== null && data !== undefined && !(Array.isArray(data) && data.length === 0)
    ? String(data)
    : null;
}
