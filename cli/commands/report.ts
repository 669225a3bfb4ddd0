import { parseDetectionFilter } from '../../results/query/filter/filters.ts';
import { defineCommand } from '../define-command.ts';
import { mediaFlags } from '../flags/common-flags.ts';
import { flagName, flagsWithout, requiredFlag, withoutVariables } from '../flags/flag.ts';
import { askedFlags, detectionFilters, rawFilterOf } from '../flags/store-flags.ts';
import { objectFilter, runArgument } from '../flags/track-flags.ts';
import { path } from '../flags/values.ts';
import { withNamedZones, zonesFlag } from '../flags/zones-flag.ts';

const filters = flagsWithout(detectionFilters, ['limit']);
const ownFlags = withoutVariables({
  output: requiredFlag('<file>', 'the page', path('a file'), { short: 'o' }),
});

/** `framefleet report`: what was found as one page. */
export const command = defineCommand(
  runArgument,
  { ...askedFlags, ...ownFlags, ...filters, zones: zonesFlag, ...mediaFlags },
  async (values, [runs]: readonly [readonly string[]], environment) => {
    const written = objectFilter(rawFilterOf(filters, values), runs, null);
    parseDetectionFilter(written, flagName);
    const filter = await withNamedZones(written, values);
    const { readZones } = await import('../../app/tracks/read-zones.ts');
    const zones = await readZones(values.home, values.zones);
    const { showReport } = await import('../output/show-report.ts');
    return showReport(values, { filter, zones }, environment);
  },
);
