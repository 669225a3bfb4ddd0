import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { RunJob } from '../../app/run-options.ts';
import { ConfigError, InputError, messageOf } from '../../shared/errors.ts';
import { type Job, ManifestFault } from './job.ts';

/** What the arguments of `detect` and `produce` are, for help. */
export const INPUTS = 'files, folders, patterns, URLs, cameras, and manifests (@jobs.yaml, @jobs.csv)';

/** What a command is to run. */
export interface NamedInputs {
  readonly inputs: readonly string[];
  readonly jobs: readonly RunJob[];
  readonly watch: null;
}

/**
 * Tells manifests (`@jobs.yaml`, `@jobs.csv`) from other inputs, and reads them. Paths in them are relative to their folder.
 *
 * @throws {InputError} `INPUT_NOT_FOUND` where one cannot be read
 * @throws {ConfigError} `CONFIG_INVALID` with all faults of one, each with its line
 */
export async function namedInputs(names: readonly string[]): Promise<NamedInputs> {
  const isManifest = (name: string) => /^@.*\.(ya?ml|csv)$/i.test(name);
  const jobs: RunJob[] = [];
  for (const name of names.filter(isManifest)) jobs.push(...(await readManifest(name.slice(1))));
  return { inputs: names.filter((name) => !isManifest(name)), jobs, watch: null };
}

async function readManifest(path: string): Promise<RunJob[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new InputError('INPUT_NOT_FOUND', `Expected \`@${path}\` to be a manifest, got: ${messageOf(cause)}.`);
  });
  const folder = dirname(resolve(path));
  const jobs = await jobsOf(text, path);
  return jobs.map(({ input, settings, where }) => ({
    inputs: [isElsewhere(input) ? input : resolve(folder, input)],
    settings,
    where: `${path}, ${where}`,
  }));
}

async function jobsOf(text: string, path: string): Promise<Job[]> {
  try {
    if (/\.csv$/i.test(path)) return (await import('./csv-jobs.ts')).csvJobs(text);
    return (await import('./yaml-jobs.ts')).yamlJobs(text);
  } catch (cause) {
    if (!(cause instanceof ManifestFault)) throw cause;
    const faults = cause.faults.map((fault) => `${path}, ${fault}`);
    throw new ConfigError('CONFIG_INVALID', faults.join('\n'), { cause });
  }
}

/** Whether an input is no path. */
function isElsewhere(input: string): boolean {
  return input === '-' || /^[a-z][a-z0-9+.-]*:\/\//i.test(input);
}
