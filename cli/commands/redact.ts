import { parseSpaceMargin, type SpaceMargin } from '../../app/redact/space-margin.ts';
import { HIDING } from '../../pictures/hide-regions.ts';
import { ConfigError } from '../../shared/errors.ts';
import { parseLabelList } from '../../shared/label-list.ts';
import { defineCommand } from '../define-command.ts';
import { flag, requiredFlag, toggle, withoutVariables } from '../flags/flag.ts';
import { askedFlags, rawFilterOf, runFilters } from '../flags/store-flags.ts';
import { choice, parsed } from '../flags/values.ts';
import { lengthOrNone, videoFlags } from '../flags/video-flags.ts';

const filters = { run: runFilters.run, video: runFilters.video };
const labelList = parsed('labels with commas between them, quoted as in CSV', parseLabelList);
const spaceMargin = parsed('per cent of a box or pixels: 10%, 8px', parseSpaceMargin);

const USUAL_MARGIN: SpaceMargin = { value: 10, unit: '%' };

const ownFlags = withoutVariables({
  labels: requiredFlag('<a,b>', 'what is hidden, quoted as in CSV', labelList),
  how: flag('<how>', 'blur, fill or pixelate; only fill leaves nothing of what was there', choice(HIDING), 'blur'),
  margin: flag('<m>', 'hide so much around each box, too', spaceMargin, USUAL_MARGIN, { otherwise: '10%' }),
  marginTime: flag('<t>', 'and for so long before and after it was seen', lengthOrNone, 0.5, { otherwise: '0.5s' }),
  strict: toggle('refuse videos of which frames were not looked at'),
});

/** `framefleet redact`: videos without what was seen in them. */
export const command = defineCommand(
  { '[video...]': 'only these videos: ids, addresses, file names; * and ? stand for any letters' },
  {
    ...askedFlags,
    json: toggle('print a JSON object for each that is made', { variable: null }),
    ...videoFlags,
    ...ownFlags,
    ...filters,
  },
  async (values, [videos]: readonly [readonly string[]]) => {
    const filter = rawFilterOf(filters, values);
    if (videos.length > 0 && filter.video !== undefined) {
      throw new ConfigError('CONFIG_INVALID', 'Expected videos named either without a flag or by `--video`, got both.');
    }
    const { showRedact } = await import('../output/show-redact.ts');
    const { output: folder, how, margin, marginTime: marginSeconds, ffmpegPath } = values;
    const style = { how, margin, marginSeconds };
    const { labels, strict: isStrict, force: isForced } = values;
    return showRedact(values, { videos, filter }, { ...style, folder, labels, isStrict, isForced, ffmpegPath });
  },
);
