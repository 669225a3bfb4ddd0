import { parseSegmentFilter } from '../../results/query/filter/filters.ts';
import { defineCommand } from '../define-command.ts';
import { flag, flagName, toggle, withoutVariables } from '../flags/flag.ts';
import { segmentFilters } from '../flags/segment-flags.ts';
import { askedFlags, rawFilterOf } from '../flags/store-flags.ts';
import { number } from '../flags/values.ts';
import { lengthOrNone, videoFlags } from '../flags/video-flags.ts';
import { withNamedZones, zonesFlag } from '../flags/zones-flag.ts';

const ownFlags = withoutVariables({
  pad: flag('<t>', 'show so much before and after each stretch; what overlaps then is one clip', lengthOrNone, 0),
  boxes: toggle('draw the stored boxes'),
  speed: flag('<n>', 'play it so many times as fast', number(0.05, 1000), 1),
});

/** `framefleet clips`: the answer of `segments` as videos. */
export const command = defineCommand(
  {},
  {
    ...askedFlags,
    json: toggle('print a JSON object for each that is made', { variable: null }),
    ...videoFlags,
    ...ownFlags,
    ...segmentFilters,
    zones: zonesFlag,
  },
  async (values) => {
    const written = rawFilterOf(segmentFilters, values);
    parseSegmentFilter(written, flagName);
    const filter = await withNamedZones(written, values);
    const { showClips } = await import('../output/show-clips.ts');
    const { output: folder, pad: padSeconds, boxes: hasBoxes, speed, force: isForced, ffmpegPath } = values;
    return showClips(values, { folder, filter, padSeconds, hasBoxes, speed, isForced, ffmpegPath });
  },
);
