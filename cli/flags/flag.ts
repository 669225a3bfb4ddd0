import { z } from 'zod';
import { kebabCase } from '../../shared/kebab-case.ts';
import type { Value } from './values.ts';

/**
 * A flag of the command line; it is called as the key under which a table holds it (`maxQueuedMb`: `--max-queued-mb`). Option,
 * help and parsing are all made of it.
 */
export interface Flag<T = unknown> extends FlagOptions {
  /** What stands behind it, as in `<n>`; `null`: a switch. */
  readonly value: string | null;
  readonly help: string;
  /** Reads the text (of a switch: `true` or `false`), or `undefined` where nothing was given; describes what is expected. */
  readonly schema: z.ZodType<T>;
}

export interface FlagOptions {
  /** What holds without it, for help; absent: the value that the schema gives. */
  readonly otherwise?: string;
  /** One letter that stands for it, as in `-o`. */
  readonly short?: string;
  /** Its environment variable; `null`: none; absent: `FRAMEFLEET_` and its name. */
  readonly variable?: string | null;
  /** Whether it can be had from the environment alone. */
  readonly isVariableOnly?: boolean;
  /** What may stand behind it, where that is one of some words, or a list of them; absent: what its schema chooses from. */
  readonly words?: readonly string[];
  /** Whether it may be given several times, which is the same as all values with commas between them. */
  readonly isList?: boolean;
  /** Of a switch: it is on unless it is named, as `wait` by `--no-wait`. */
  readonly isNegated?: boolean;
}

export type FlagTable = Readonly<Record<string, Flag>>;
export type FlagValues<T extends FlagTable> = { readonly [K in keyof T]: z.output<T[K]['schema']> };

/** A flag that has to be given. */
export function requiredFlag<T>(value: string, help: string, schema: Value<T>, options: FlagOptions = {}): Flag<T> {
  return { value, help, schema, ...options };
}

/** A flag with a default. */
export function flag<T>(value: string, help: string, kind: Value<T>, initial: T, options: FlagOptions = {}): Flag<T> {
  const schema: z.ZodType<T> = kind.default(initial as never).describe(kind.description ?? '') as never;
  return { value, help, schema, ...options };
}

/** A flag that is `null` unless it is given. */
export function optionalFlag<T>(value: string, help: string, kind: Value<T>, options: FlagOptions = {}) {
  return flag<T | null>(value, help, kind.nullable().describe(kind.description ?? '') as never, null, options);
}

/** A flag without a value: it is off unless it is named, or on where that is negated. */
export function toggle(help: string, options: FlagOptions = {}): Flag<boolean> {
  const schema = z.boolean().default(options.isNegated ?? false);
  return { value: null, help, schema: schema.describe('true or false'), ...options };
}

/** The same flags, not to be had from the environment. */
export function withoutVariables<T extends FlagTable>(table: T): T {
  return Object.fromEntries(Object.entries(table).map(([key, one]) => [key, { ...one, variable: null }])) as never;
}

/** The same flags but for some. */
export function flagsWithout<T extends FlagTable, K extends keyof T>(table: T, keys: readonly K[]): Omit<T, K> {
  return Object.fromEntries(Object.entries(table).filter(([key]) => !keys.includes(key as K))) as never;
}

/** `--max-queued-mb` of `maxQueuedMb`. */
export function flagName(key: string, { isNegated = false }: FlagOptions = {}): string {
  return `--${isNegated ? 'no-' : ''}${kebabCase(key)}`;
}

/** `FRAMEFLEET_MAX_QUEUED_MB` of `maxQueuedMb`, unless the flag names another; `null`: none. */
export function variableOf(key: string, one: FlagOptions): string | null {
  if (one.variable !== undefined) return one.variable;
  return `FRAMEFLEET_${flagName(key, one).slice(2).replaceAll('-', '_').toUpperCase()}`;
}
