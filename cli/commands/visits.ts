import { parseVisitFilter } from '../../results/analysis/questions/track-filters.ts';
import { defineCommand } from '../define-command.ts';
import { flagName } from '../flags/flag.ts';
import { rawFilterOf, storeFlags } from '../flags/store-flags.ts';
import { objectFilter, runArgument, visitFilters } from '../flags/track-flags.ts';
import { zonesFlag } from '../flags/zones-flag.ts';

/** `framefleet visits`: which object was in which zone, and for how long. */
export const command = defineCommand(
  runArgument,
  { ...storeFlags, ...visitFilters, zones: zonesFlag },
  async (values, [runs]: readonly [readonly string[]]) => {
    const { readZones } = await import('../../app/tracks/read-zones.ts');
    const zones = await readZones(values.home, values.zones);
    const filter = objectFilter(rawFilterOf(visitFilters, values), runs, zones);
    parseVisitFilter(filter, flagName);
    const { printObjects } = await import('../output/track-answer.ts');
    const { visitColumns } = await import('../output/columns/track-columns.ts');
    await printObjects(values, filter, (reader, asked) => reader.visits(asked), visitColumns);
    return undefined;
  },
);
