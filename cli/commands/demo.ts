import { resolve } from 'node:path';
import type { Command } from 'commander';
import { DEFAULT_HOME } from '../../app/home.ts';
import { ffmpegFlags, homeFlags, localFlags } from '../flags/common-flags.ts';
import { toggle } from '../flags/flag.ts';
import { onCall } from '../flags/on-call.ts';
import type { Environment } from '../flags/read-flags.ts';

const flags = {
  force: toggle('forget what is stored of the run and do it anew'),
  json: toggle('print one JSON object'),
  ...homeFlags,
  ...ffmpegFlags,
  ...localFlags,
};

/** `framefleet demo`: the main job on the bundled clip with the bundled network. */
export function demoCommand(command: Command, environment: Environment): void {
  onCall(command, flags, environment, async ({ json, ...options }) => {
    const [{ demo }, { runCommand }, { childContext }, { printDemo }] = await Promise.all([
      import('../../app/demo/demo.ts'),
      import('../run-command.ts'),
      import('../child-context.ts'),
      import('../output/demo-report.ts'),
    ]);
    const usualHome = resolve(environment.FRAMEFLEET_HOME || DEFAULT_HOME);
    const children = childContext(environment);
    return runCommand(json ? 'none' : 'text', async (signals, events) => {
      const { ends, result } = await demo(options, children, signals, events);
      if (result) await printDemo(result, json, options.home === usualHome ? null : options.home);
      return ends;
    });
  });
}
