import { DEFAULT_HOME } from '../../app/home.ts';
import { flag, optionalFlag, toggle, variableOnly, withoutVariables } from './flag.ts';
import { choice, path, size, text } from './values.ts';

/** The flag of every command that needs the home folder. */
export const homeFlags = {
  home: flag('<dir>', 'folder of models, store and embedded Redis', text('a folder'), DEFAULT_HOME, {
    otherwise: '~/.framefleet',
  }),
};

export const ffmpegFlags = {
  ffmpegPath: variableOnly('FFMPEG_PATH', path('an ffmpeg')),
};

export const jsonFlag = toggle('one JSON object', { variable: null });

export const precision = choice(['fp32', 'int8']);

export const sizeFlag = optionalFlag('<size>', "size of the network's input: N or WxH, multiples of 32", size, {
  otherwise: "the model's own",
});

/** Where labelled images are. */
export const labelNamesFlag = withoutVariables({
  labelNames: optionalFlag(
    '<file>',
    "names that the labels follow, where they are not the model's",
    path('a names file'),
  ),
}).labelNames;
