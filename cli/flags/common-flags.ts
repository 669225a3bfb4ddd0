import { DEFAULT_HOME } from '../../app/home.ts';
import { RUN_DEFAULTS } from '../../app/run-options.ts';
import { DEFAULT_NAMESPACE } from '../../queue/queue-names.ts';
import { DEVICES } from '../../shared/device.ts';
import { flag, optionalFlag, requiredFlag, toggle } from './flag.ts';
import { choice, folder, folders, matching, path, size, text } from './values.ts';

/** The flag of every command that needs the home folder. */
export const homeFlags = {
  home: flag('<dir>', 'folder of models and store', folder, DEFAULT_HOME, { otherwise: '~/.framefleet' }),
};

const variable = (name: string) => ({ variable: name, isVariableOnly: true });

export const ffmpegFlags = { ffmpegPath: optionalFlag('', '', path('an ffmpeg'), variable('FFMPEG_PATH')) };

/** Where sources of stored videos are. */
export const mediaFlags = {
  ...ffmpegFlags,
  media: flag(
    '<dir>',
    'look for recorded sources below this folder too, or several',
    folders,
    [] as readonly string[],
    {
      isList: true,
    },
  ),
};

export const jsonFlag = toggle('print one JSON object', { variable: null });

export const precision = choice(['fp32', 'int8']);

export const precisionFlag = flag('<p>', 'fp32, or int8: faster, less exact', precision, RUN_DEFAULTS.precision);

export const deviceFlag = flag('<d>', 'what computes the model: cpu, or gpu (docs/gpu.md)', choice(DEVICES), 'cpu');

const ownSize = { otherwise: "the model's own" };

export const sizeFlag = optionalFlag('<size>', "size of the network's input: N or WxH, multiples of 32", size, ownSize);

/** Where labelled images are, in words. */
export const imagesValue = text('a folder of images');
export const labelsValue = text('a folder of label files, or a COCO file .json');

const namesHelp = 'names that the labels follow, if not those of the model';

export const labelNamesFlag = optionalFlag('<file>', namesHelp, path('a names file'), { variable: null });

/** What opens a results service; from the environment alone, since all of a machine can read command lines. */
export const tokenFlags = {
  token: optionalFlag('', '', text('a token'), variable('FRAMEFLEET_TOKEN')),
  readToken: optionalFlag('', '', text('a token'), variable('FRAMEFLEET_READ_TOKEN')),
};

const redisUrl = text('the URL of a Redis server (or set REDIS_URL)');
const resultsUrl = text('the URL of a results service (or set FRAMEFLEET_RESULTS_URL)');
const namespace = matching(/^[A-Za-z0-9_-]+$/, 'letters, digits, - and _');

/** Where a fleet meets. */
export const fleetFlags = {
  redisUrl: requiredFlag('<url>', 'Redis of the fleet', redisUrl, { variable: 'REDIS_URL' }),
  namespace: flag('<name>', 'keeps several fleets on one Redis apart', namespace, DEFAULT_NAMESPACE),
};

export const resultsFlag = requiredFlag('<url>', 'results service of the fleet', resultsUrl);

/** What of a fleet a command on this machine joins, where the environment names it. */
export const localFlags = {
  redisUrl: optionalFlag('', '', redisUrl, variable('REDIS_URL')),
  resultsUrl: optionalFlag('', '', resultsUrl, variable('FRAMEFLEET_RESULTS_URL')),
  ...tokenFlags,
};

const level = choice(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']);

export const logLevelFlag = flag('<level>', `how much is logged: ${level.description}`, level, 'info');
