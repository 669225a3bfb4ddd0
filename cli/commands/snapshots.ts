import { defineCommand } from '../define-command.ts';
import { optionalFlag, requiredFlag, withoutVariables } from '../flags/flag.ts';
import { mostPictures, pictureFilter, pictureFlags } from '../flags/picture-flags.ts';
import { folder, integer } from '../flags/values.ts';

const MOST = 100;

const ownFlags = withoutVariables({
  output: requiredFlag('<dir>', 'the folder that takes the pictures', folder, { short: 'o' }),
  width: optionalFlag('<pixels>', 'of the pictures', integer(1, 8192), { otherwise: 'as they are' }),
});

/** `framefleet snapshots`: the best frames of a question, as pictures. */
export const command = defineCommand({}, { ...pictureFlags, ...mostPictures(MOST), ...ownFlags }, async (values) => {
  const filter = await pictureFilter(values);
  const { showSnapshots } = await import('../output/show-snapshots.ts');
  return showSnapshots({ ...values, filter, limit: values.limit ?? MOST });
});
