import { parseCrossingFilter } from '../../results/analysis/questions/track-filters.ts';
import { defineCommand } from '../define-command.ts';
import { flagName } from '../flags/flag.ts';
import { rawFilterOf, storeFlags } from '../flags/store-flags.ts';
import { crossingFilters, objectFilter, runArgument } from '../flags/track-flags.ts';
import { zonesFlag } from '../flags/zones-flag.ts';

/** `framefleet crossings`: which object went over which line, which way and when. */
export const command = defineCommand(
  runArgument,
  { ...storeFlags, ...crossingFilters, zones: zonesFlag },
  async (values, [runs]: readonly [readonly string[]]) => {
    const { readZones } = await import('../../app/tracks/read-zones.ts');
    const zones = await readZones(values.home, values.zones);
    const filter = objectFilter(rawFilterOf(crossingFilters, values), runs, zones);
    parseCrossingFilter(filter, flagName);
    const { printObjects } = await import('../output/track-answer.ts');
    const { crossingColumns } = await import('../output/columns/track-columns.ts');
    await printObjects(values, filter, (reader, asked) => reader.crossings(asked), crossingColumns);
    return undefined;
  },
);
