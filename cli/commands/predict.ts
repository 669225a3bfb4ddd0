import { childContext } from '../../app/local/child-context.ts';
import { MAX_PICTURE_SECONDS, PICTURE_SECONDS } from '../../shared/picture.ts';
import { defineCommand } from '../define-command.ts';
import { deviceFlag, fleetFlags, homeFlags, localFlags } from '../flags/common-flags.ts';
import { flag, toggle } from '../flags/flag.ts';
import { runFlags, workerFlags } from '../flags/run-flags.ts';
import { positive } from '../flags/values.ts';

const { model, precision, size, letterbox, confidence, iou, classes } = runFlags;
const seconds = positive(MAX_PICTURE_SECONDS);

const flags = {
  ...{ model, precision, size, letterbox, confidence, iou, classes },
  timeout: flag('<s>', 'seconds that the answer for a picture may take', seconds, PICTURE_SECONDS),
  device: deviceFlag,
  ...workerFlags('1, or those of a `detect` that runs'),
  json: toggle('print one JSON object per picture', { variable: null }),
  ...homeFlags,
  redisUrl: localFlags.redisUrl,
  namespace: fleetFlags.namespace,
};

/** `framefleet predict`: pictures in, detections out. */
export const command = defineCommand(
  { '<image...>': 'pictures: JPEG, PNG, WebP, …; - is standard input' },
  flags,
  async ({ json, ...options }, [images]: [string[]], environment) => {
    const [{ predict }, { showPictures }] = await Promise.all([
      import('../../app/predict/predict.ts'),
      import('../output/show-pictures.ts'),
    ]);
    const children = childContext(new URL('../main.js', import.meta.url), environment);
    return showPictures(json, (signal, events, onEnd) =>
      predict({ ...options, images }, children, process.stdin, signal, events, onEnd),
    );
  },
);
