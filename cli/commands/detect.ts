import { childContext } from '../../app/local/child-context.ts';
import { defineCommand } from '../define-command.ts';
import { deviceFlag, localFlags } from '../flags/common-flags.ts';
import { runFlags, workerFlags } from '../flags/run-flags.ts';

const flags = {
  ...runFlags,
  device: deviceFlag,
  ...workerFlags('cores, 4 at most; 2 on a GPU'),
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
