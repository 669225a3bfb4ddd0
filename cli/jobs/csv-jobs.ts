import { CsvError, parse } from 'csv-parse/sync';
import { type Job, ManifestFault } from './job.ts';
import { jobSchema, sentenceOf } from './job-schema.ts';

interface Row {
  readonly record: Readonly<Record<string, string>>;
  /** Where it ends, from 1. */
  readonly info: { readonly lines: number };
}

/**
 * The jobs of a CSV text: the first line names the columns, `input` and settings. A cell that is empty sets nothing. Semicolons
 * may take the place of commas.
 *
 * @throws {ManifestFault} with line and column of each fault
 */
export function csvJobs(text: string): Job[] {
  const rows = rowsOf(text);
  if (rows.length === 0) throw new ManifestFault(['Expected a line of column names, and jobs below it, got no job.']);
  const faults: string[] = [];
  const jobs: Job[] = [];
  for (const { record, info } of rows) {
    const where = `line ${info.lines}`;
    const filled = Object.fromEntries(Object.entries(record).filter(([, cell]) => cell !== ''));
    const { success, data, error } = jobSchema.safeParse(filled);
    if (success) jobs.push({ ...data, where });
    else faults.push(...error.issues.map((issue) => `${where}: ${sentenceOf(issue)}`));
  }
  if (faults.length > 0) throw new ManifestFault(faults);
  return jobs;
}

function rowsOf(text: string): Row[] {
  const [head = ''] = text.split(/\r?\n/, 1);
  const delimiter = head.includes(';') && !head.includes(',') ? ';' : ',';
  try {
    // `info` adds the line, which the types do not know of
    return parse(text, {
      columns: true,
      info: true,
      bom: true,
      trim: true,
      skip_empty_lines: true,
      delimiter,
    }) as never;
  } catch (cause) {
    if (cause instanceof CsvError) throw new ManifestFault([`${cause.message}.`]);
    throw cause;
  }
}
