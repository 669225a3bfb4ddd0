import { resolve } from 'node:path';
import { childContext } from '../../app/local/child-context.ts';
import { RUN_DEFAULTS } from '../../app/run-options.ts';
import { DEFAULT_NAMESPACE } from '../../queue/queue-names.ts';
import { ConfigError } from '../../shared/errors.ts';
import { defineCommand } from '../define-command.ts';
import { deviceFlag, localFlags } from '../flags/common-flags.ts';
import { flag, flagsWithout, optionalFlag } from '../flags/flag.ts';
import { CAMERA_FLAGS, runFlags, workerFlags } from '../flags/run-flags.ts';
import { integer, lengthOfTime } from '../flags/values.ts';

/** As long as a server of files may be silent amid a copy. */
const SETTLE_SECONDS = 10;

/** What is for one input, or for cameras. */
const NOT_FOR_MANY_FILES = [...(['run', 'force', 'startsAt'] as const), ...CAMERA_FLAGS];

const flags = {
  settle: flag('<time>', 'a file is complete that has not changed for so long', lengthOfTime, SETTLE_SECONDS),
  ...flagsWithout(runFlags, NOT_FOR_MANY_FILES),
  device: deviceFlag,
  ...workerFlags(''),
  workers: optionalFlag('<n>', 'worker processes; 0: the fleet has its own', integer(0, 64), {
    otherwise: 'cores, 4 at most; 2 on a GPU',
  }),
  ...localFlags,
};

/** `framefleet watch`: takes files as they are completed. */
export const command = defineCommand(
  { '<dir>': 'folder, searched to the bottom' },
  flags,
  async ({ json, settle, ...given }, [folder]: [string], environment) => {
    const watch = { folder: resolve(folder), settleSeconds: settle };
    const options = { ...RUN_DEFAULTS, ...given, inputs: [], watch };
    const { showRuns } = await import('../output/show-runs.ts');
    const summaries = json ? 'json' : 'text';
    if (given.workers !== 0) {
      const { detect } = await import('../../app/detect.ts');
      const children = childContext(new URL('../main.js', import.meta.url), environment);
      return showRuns(summaries, (signals, events) => detect(options, children, signals, events));
    }
    const { produce } = await import('../../app/produce.ts');
    const { redisUrl, resultsUrl } = given;
    if (redisUrl === null || resultsUrl === null) {
      throw new ConfigError(
        'CONFIG_INVALID',
        'Expected `REDIS_URL` and `FRAMEFLEET_RESULTS_URL` to be those of a fleet with `--workers 0`, got nothing.',
      );
    }
    const fleet = { redisUrl, resultsUrl, namespace: DEFAULT_NAMESPACE, wait: true };
    return showRuns(summaries, (signals, events) => produce({ ...options, ...fleet }, signals, events));
  },
);
