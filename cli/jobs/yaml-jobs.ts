import { z } from 'zod';
import { readYaml, YamlFault } from '../../results/analysis/zones/read-yaml.ts';
import { type Job, ManifestFault } from './job.ts';
import { jobSchema, sentenceOf, settingsSchema } from './job-schema.ts';

const listExpected = 'Expected `jobs` to be a list of jobs';

const manifestSchema = z.strictObject({
  defaults: settingsSchema.nullish(),
  jobs: z.array(jobSchema, { error: `${listExpected}, got none.` }).min(1, `${listExpected}, got an empty one.`),
});

/**
 * The jobs of a YAML text: `jobs`, and what holds for all of them under `defaults`.
 *
 * @throws {ManifestFault} with the line of each fault
 */
export function yamlJobs(text: string): Job[] {
  const yaml = readYamlText(text);
  const { success, data, error } = manifestSchema.safeParse(yaml.value);
  if (!success) {
    throw new ManifestFault(
      error.issues.map((issue) => {
        const isAtTop = issue.path.length === 0;
        const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]!] : issue.path;
        return `line ${yaml.lineOf(path)}: ${isAtTop ? 'Expected `jobs`, and `defaults` if need be.' : sentenceOf(issue)}`;
      }),
    );
  }
  return data.jobs.map(({ input, settings }, index) => ({
    input,
    settings: { ...data.defaults, ...settings },
    where: `line ${yaml.lineOf(['jobs', index])}`,
  }));
}

function readYamlText(text: string): ReturnType<typeof readYaml> {
  try {
    return readYaml(text);
  } catch (cause) {
    if (cause instanceof YamlFault) throw new ManifestFault([`${cause.message}.`]);
    throw cause;
  }
}
