import { resolve } from 'node:path';
import { defineCommand } from '../define-command.ts';
import { askedFlags, rawFilterOf, runFilters } from '../flags/store-flags.ts';

const filters = { run: runFilters.run, video: runFilters.video };

/** `framefleet lake`: complete runs as Parquet files for other engines. */
export const command = defineCommand(
  { '<folder>': 'a lake, or a new or empty folder, which becomes one' },
  { ...askedFlags, ...filters },
  async (values, [folder]: readonly [string]) => {
    const { showLake } = await import('../output/show-lake.ts');
    return showLake(values, { folder: resolve(folder), filter: rawFilterOf(filters, values) });
  },
);
