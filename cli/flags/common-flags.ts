import { resolve } from 'node:path';
import { z } from 'zod';
import { DEFAULT_HOME } from '../../app/home.ts';
import { RUN_DEFAULTS } from '../../app/run-options.ts';
import { DEFAULT_NAMESPACE } from '../../queue/queue-names.ts';
import { flag, optionalFlag, requiredFlag, toggle, variableOnly } from './flag.ts';
import { choice, matching, path, size, text } from './values.ts';

/** The flag of every command that needs the home folder; an absolute path comes of it. */
export const homeFlags = {
  home: flag(
    '<dir>',
    'folder of models, store and embedded Redis',
    z
      .string()
      .min(1)
      .transform((folder) => resolve(folder))
      .describe('a folder'),
    DEFAULT_HOME,
    { otherwise: '~/.framefleet' },
  ),
};

export const ffmpegFlags = { ffmpegPath: variableOnly('FFMPEG_PATH', path('an ffmpeg')) };

export const jsonFlag = toggle('print one JSON object', { variable: null });

export const precision = choice(['fp32', 'int8']);

export const precisionFlag = flag(
  '<p>',
  'fp32, or int8: faster, a little less exact',
  precision,
  RUN_DEFAULTS.precision,
);

export const sizeFlag = optionalFlag('<size>', "size of the network's input: N or WxH, multiples of 32", size, {
  otherwise: "the model's own",
});

/** Labelled images. */
export const datasetFlags = {
  images: requiredFlag('<folder>', 'labelled images', text('a folder of images'), { variable: null }),
  labels: requiredFlag(
    '<path>',
    "their labels: folder of darknet's label files, or COCO file .json",
    text('a folder of label files, or a COCO file .json'),
    { variable: null },
  ),
  labelNames: optionalFlag(
    '<file>',
    "names that the labels follow, where they are not the model's",
    path('a names file'),
    { variable: null },
  ),
};

/** Where a fleet meets. */
export const fleetFlags = {
  redisUrl: requiredFlag('<url>', 'Redis of the fleet', text('the URL of a Redis server (or set REDIS_URL)'), {
    variable: 'REDIS_URL',
  }),
  namespace: flag(
    '<name>',
    'keeps several fleets on one Redis apart',
    matching(/^[A-Za-z0-9_-]+$/, 'letters, digits, - and _'),
    DEFAULT_NAMESPACE,
  ),
};

const resultsUrl = text('the URL of a results service (or set FRAMEFLEET_RESULTS_URL)');

export const resultsFlag = requiredFlag('<url>', 'results service of the fleet', resultsUrl);

/** What of a fleet a command on this machine joins, where the environment names it. */
export const localFlags = {
  redisUrl: variableOnly('REDIS_URL', text('the URL of a Redis server')),
  resultsUrl: variableOnly('FRAMEFLEET_RESULTS_URL', resultsUrl),
};

export const logLevelFlag = flag(
  '<level>',
  'how much is logged: trace, debug, info, warn, error, fatal or silent',
  choice(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
  'info',
);
