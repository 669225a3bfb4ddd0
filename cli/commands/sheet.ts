import { SHEET_FORMATS } from '../../pictures/encode-picture.ts';
import { defineCommand } from '../define-command.ts';
import { flag, optionalFlag, requiredFlag, withoutVariables } from '../flags/flag.ts';
import { mostPictures, pictureFilter, pictureFlags } from '../flags/picture-flags.ts';
import { integer, parsed } from '../flags/values.ts';

const MOST = 24;

const file = parsed(`a file that ends in ${SHEET_FORMATS.join(', ')}`, (path) => {
  const format = SHEET_FORMATS.find((ending) => path.toLowerCase().endsWith(`.${ending}`));
  return format ? { path, format } : null;
});

const ownFlags = withoutVariables({
  output: requiredFlag('<file>', 'where it goes: .jpg, .png or .webp', file, { short: 'o' }),
  width: flag('<pixels>', 'of each picture', integer(64, 2048), 320),
  across: optionalFlag('<n>', 'pictures in a row', integer(1, 100), { otherwise: 'about as wide as high' }),
});

/** `framefleet sheet`: the best frames of a question, on one sheet. */
export const command = defineCommand({}, { ...pictureFlags, ...mostPictures(MOST), ...ownFlags }, async (values) => {
  const filter = await pictureFilter(values);
  const { showSheet } = await import('../output/show-sheet.ts');
  return showSheet({ ...values, filter, limit: values.limit ?? MOST });
});
