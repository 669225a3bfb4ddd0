import { parseDuration } from '../../shared/time-text.ts';
import { mediaFlags } from './common-flags.ts';
import { requiredFlag, toggle } from './flag.ts';
import { folder, parsed } from './values.ts';

/** A length of time, also none. */
export const lengthOrNone = parsed('a length of time: 0, 2s, 500ms, 1m', parseDuration);

const at = { variable: null };

/** Of commands that make videos of recorded sources. */
export const videoFlags = {
  output: requiredFlag('<dir>', 'the folder in which they go; made where it is not there', folder, {
    ...at,
    short: 'o',
  }),
  force: toggle('make those again that are there already', at),
  ...mediaFlags,
};
