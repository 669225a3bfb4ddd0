import { z } from 'zod';
import type { RunOptions } from '../../app/run-options.ts';
import { labelListItem } from '../../shared/label-list.ts';
import { type Flag, flagName } from '../flags/flag.ts';
import { CAMERA_FLAGS, runFlags } from '../flags/run-flags.ts';

/** Flags that hold for a command as a whole, and for its cameras; every other one of a run may be set for a job of its own. */
const OF_THE_COMMAND: readonly (keyof typeof runFlags)[] = [
  ...(['parallel', 'priority', 'maxQueuedMb', 'hwaccel', 'carry', 'json', 'home', 'ffmpegPath'] as const),
  ...CAMERA_FLAGS,
];

/** What a job may set, by the flag's name without its dashes. */
const SETTINGS = new Map(
  Object.entries<Flag>(runFlags)
    .filter(([key]) => !(OF_THE_COMMAND as readonly string[]).includes(key))
    .map(([key, one]) => [flagName(key, one).slice(2), { key, one }]),
);

export const SETTING_NAMES: readonly string[] = [...SETTINGS.keys()];

const fields = Object.fromEntries([...SETTINGS].map(([name, { one }]) => [name, setting(name, one)]));
const inputExpected = 'Expected `input` to be a file, folder, pattern, URL or camera';

/** The settings of a job, as its text has them; what they are called is checked. */
export const settingsSchema = z.strictObject(fields).transform(renamed);

/** A job: its input, and settings of its own. */
export const jobSchema = z
  .strictObject({
    input: z.string({ error: `${inputExpected}, got none.` }).min(1, `${inputExpected}, got an empty text.`),
    ...fields,
  })
  .transform(({ input, ...settings }) => ({ input: String(input), settings: renamed(settings) }));

/** What is wrong, in a sentence. */
export function sentenceOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    return `Expected \`input\` and settings (${SETTING_NAMES.join(', ')}), got \`${issue.keys.join('`, `')}\`.`;
  }
  if (issue.code === 'invalid_type' && issue.expected === 'object') {
    return 'Expected a job: `input`, and settings of its own.';
  }
  return issue.message;
}

function setting(name: string, one: Flag): z.ZodType {
  return z
    .unknown()
    .optional()
    .transform((value, context) => {
      if (value === undefined || value === null) return undefined;
      const { success, data } = one.schema.safeParse(one.value === null ? switched(value) : textOf(value));
      if (success) return data;
      context.addIssue(`Expected \`${name}\` to be ${one.schema.description}, got \`${shown(value)}\`.`);
      return z.NEVER;
    });
}

/** A switch as texts spell it. */
function switched(value: unknown): unknown {
  const text = String(value).toLowerCase();
  if (['true', 'yes', 'on', '1'].includes(text)) return true;
  return ['false', 'no', 'off', '0'].includes(text) ? false : value;
}

/** A value as it would stand behind the flag. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => labelListItem(String(item))).join(',');
  return shown(value);
}

function shown(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** As options are called; those that are not set are left out. */
function renamed(settings: Readonly<Record<string, unknown>>): Partial<RunOptions> {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [SETTINGS.get(name)!.key, value])) as Partial<RunOptions>;
}
