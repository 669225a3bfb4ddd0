import { resolve } from 'node:path';
import { DEFAULT_HOME } from '../../app/home.ts';
import { childContext } from '../../app/local/child-context.ts';
import { defineCommand } from '../define-command.ts';
import { ffmpegFlags, homeFlags, localFlags } from '../flags/common-flags.ts';
import { toggle } from '../flags/flag.ts';

const flags = {
  force: toggle('forget what is stored of the run and do it anew'),
  json: toggle('print one JSON object'),
  ...homeFlags,
  ...ffmpegFlags,
  ...localFlags,
};

/** `framefleet demo`: the main job on the bundled clip with the bundled network. */
export const command = defineCommand({}, flags, async ({ json, ...options }, _args, environment) => {
  const [{ demo }, { showRuns }, { printDemo }] = await Promise.all([
    import('../../app/demo/demo.ts'),
    import('../output/show-runs.ts'),
    import('../output/demo-report.ts'),
  ]);
  const usualHome = resolve(environment.FRAMEFLEET_HOME || DEFAULT_HOME);
  const children = childContext(new URL('../main.js', import.meta.url), environment);
  return showRuns(json ? 'none' : 'text', async (signals, events) => {
    const { ends, result } = await demo(options, children, signals, events);
    if (result) printDemo(result, json, options.home === usualHome ? null : options.home);
    return ends;
  });
});
