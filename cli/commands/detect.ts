import { childContext } from '../../app/local/child-context.ts';
import { defineCommand } from '../define-command.ts';
import { deviceFlag, localFlags } from '../flags/common-flags.ts';
import { optionalFlag } from '../flags/flag.ts';
import { runFlags } from '../flags/run-flags.ts';
import { integer } from '../flags/values.ts';

const flags = {
  ...runFlags,
  device: deviceFlag,
  workers: optionalFlag('<n>', 'worker processes', integer(1, 64), { otherwise: 'cores, 4 at most; 2 on a GPU' }),
  threads: optionalFlag('<n>', "threads of a worker's model on a CPU", integer(1, 256), {
    otherwise: 'cores / workers',
  }),
  ...localFlags,
};

/** `framefleet detect`: the main job on this machine. */
export const command = defineCommand(
  { '<input...>': 'files, folders, patterns, URLs, cameras' },
  flags,
  async ({ json, ...options }, [inputs]: [string[]], environment) => {
    const [{ detect }, { showRuns }] = await Promise.all([
      import('../../app/detect.ts'),
      import('../output/show-runs.ts'),
    ]);
    const children = childContext(new URL('../main.js', import.meta.url), environment);
    return showRuns(json ? 'json' : 'text', (signals, events) =>
      detect({ ...options, inputs }, children, signals, events),
    );
  },
);
