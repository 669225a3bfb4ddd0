import { FORMAT_NAMES } from '../../results/export/formats.ts';
import { parseQueryFilter } from '../../results/query/filter/filters.ts';
import { defineCommand } from '../define-command.ts';
import { ffmpegFlags } from '../flags/common-flags.ts';
import { flagName, requiredFlag, toggle, withoutVariables } from '../flags/flag.ts';
import { queryFilters } from '../flags/query-flags.ts';
import { askedFlags, rawFilterOf } from '../flags/store-flags.ts';
import { choice, path } from '../flags/values.ts';
import { withNamedZones, zonesFlag } from '../flags/zones-flag.ts';

const formats = choice(FORMAT_NAMES);

const ownFlags = withoutVariables({
  format: requiredFlag('<f>', formats.description ?? '', formats),
  output: requiredFlag('<path>', 'where it goes: a file, or a new folder', path('a file, or a new folder'), {
    short: 'o',
  }),
  tracks: toggle('say which detections are of one object (docs/tracks.md)'),
  withProxy: toggle('copy each video beside it, with frames that come evenly, so that frame n is ours everywhere'),
  foundOnly: toggle('leave out frames in which the filters leave nothing'),
});

/** `framefleet export`: detections as other programs take them. */
export const command = defineCommand(
  {},
  { ...askedFlags, ...ffmpegFlags, ...ownFlags, ...queryFilters, zones: zonesFlag },
  async (values) => {
    const written = rawFilterOf(queryFilters, values);
    parseQueryFilter(written, flagName);
    const filter = await withNamedZones(written, values);
    const { showExport } = await import('../output/show-export.ts');
    const { format, output, foundOnly, tracks, withProxy, ffmpegPath } = values;
    const proxy = withProxy ? { ffmpegPath } : null;
    return showExport(values, { format, output, filter, isFoundOnly: foundOnly, proxy }, tracks);
  },
);
