import { z } from 'zod';

/**
 * A flag of the command line; it is called as the key under which a table holds it (`maxQueuedMb`: `--max-queued-mb`). Option,
 * help and parsing are all made of it.
 */
export interface Flag<T = unknown> {
  /** What stands behind it, as in `<n>`; `null`: a switch. */
  readonly value: string | null;
  /** A switch that is on unless it is named: `wait` is `--no-wait`. */
  readonly isNegated: boolean;
  readonly help: string;
  /** Reads the text (of a switch: `true` or `false`), or `undefined` where nothing was given; describes what is expected. */
  readonly schema: z.ZodType<T>;
  /** What holds without it, in words; `null`: the value that the schema gives. */
  readonly otherwise: string | null;
  /** Its environment variable; `null`: none; `undefined`: `FRAMEFLEET_` and its name. */
  readonly variable?: string | null;
  /** Whether it can be had from the environment alone. */
  readonly isVariableOnly: boolean;
}

export type FlagTable = Readonly<Record<string, Flag>>;
export type FlagValues<T extends FlagTable> = { readonly [K in keyof T]: z.output<T[K]['schema']> };

interface FlagOptions {
  readonly otherwise?: string;
  readonly variable?: string | null;
}

/** A flag that holds a value in any case. @param kind - reads the text, and describes what is expected */
export function flag<T>(
  value: string,
  help: string,
  kind: z.ZodType<T, string>,
  initial: T,
  options: FlagOptions = {},
): Flag<T> {
  const schema = kind.default(initial as never) as unknown as z.ZodType<T>;
  return made(value, help, schema.describe(kind.description ?? ''), options);
}

/** A flag that is `null` unless it is given. */
export function optionalFlag<T>(
  value: string,
  help: string,
  kind: z.ZodType<T, string>,
  options: FlagOptions = {},
): Flag<T | null> {
  return made(
    value,
    help,
    kind
      .nullable()
      .default(null)
      .describe(kind.description ?? ''),
    options,
  );
}

export function requiredFlag<T>(
  value: string,
  help: string,
  kind: z.ZodType<T, string>,
  options: FlagOptions = {},
): Flag<T> {
  return made(value, help, kind, options);
}

/** A required flag where it is not required. */
export function optional<T>(one: Flag<T>): Flag<T | null> {
  return {
    ...one,
    schema: one.schema
      .nullable()
      .default(null)
      .describe(one.schema.description ?? ''),
  };
}

/** A flag that is off unless it is named. */
export function toggle(help: string, options: FlagOptions = {}): Flag<boolean> {
  return made(null, help, z.boolean().default(false).describe('true or false'), options);
}

/** A flag `--no-…` for what is on unless it is named. */
export function negatedToggle(help: string, options: FlagOptions = {}): Flag<boolean> {
  const schema = z.boolean().default(true).describe('true or false');
  return { ...made(null, help, schema, options), isNegated: true };
}

/** What is set by an environment variable alone; `null` unless it is. */
export function variableOnly<T>(variable: string, kind: z.ZodType<T, string>): Flag<T | null> {
  return { ...optionalFlag('', '', kind, { variable }), isVariableOnly: true };
}

/** The same flags, not to be had from the environment. */
export function withoutVariables<T extends FlagTable>(table: T): T {
  return Object.fromEntries(
    Object.entries(table).map(([key, one]) => [key, { ...one, variable: null }]),
  ) as unknown as T;
}

/** `--max-queued-mb` of `maxQueuedMb`. */
export function flagName(key: string, { isNegated }: Pick<Flag, 'isNegated'> = { isNegated: false }): string {
  return `--${isNegated ? 'no-' : ''}${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** `FRAMEFLEET_MAX_QUEUED_MB` of `maxQueuedMb`, unless the flag names another; `null`: none. */
export function variableOf(key: string, one: Flag): string | null {
  if (one.variable !== undefined) return one.variable;
  return `FRAMEFLEET_${flagName(key, one).slice(2).replaceAll('-', '_').toUpperCase()}`;
}

function made<T>(
  value: string | null,
  help: string,
  schema: z.ZodType<T>,
  { otherwise, variable }: FlagOptions,
): Flag<T> {
  const fixed = { value, isNegated: false, help, schema, otherwise: otherwise ?? null, isVariableOnly: false };
  return variable === undefined ? fixed : { ...fixed, variable };
}
