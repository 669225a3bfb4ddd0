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
  const [{ demo }, { showRuns }, { printDemo }, { askingOf }] = await Promise.all([
    import('../../app/demo/demo.ts'),
    import('../output/show-runs.ts'),
    import('../output/demo-report.ts'),
    import('../output/next-questions.ts'),
  ]);
  const children = childContext(new URL('../main.js', import.meta.url), environment);
  return showRuns(json ? 'none' : 'text', async (signals, events) => {
    const { ends, result } = await demo(options, children, signals, events);
    if (result) printDemo(result, json, askingOf(options.home, environment));
    return ends;
  });
});
