import type { Command } from 'commander';
import { localFlags } from '../flags/common-flags.ts';
import { optionalFlag } from '../flags/flag.ts';
import { onCall } from '../flags/on-call.ts';
import type { Environment } from '../flags/read-flags.ts';
import { runFlags } from '../flags/run-flags.ts';
import { integer } from '../flags/values.ts';

const flags = {
  ...runFlags,
  workers: optionalFlag('<n>', 'worker processes', integer(1, 64), { otherwise: 'cores, 4 at most' }),
  threads: optionalFlag('<n>', "threads of a worker's model", integer(1, 256), { otherwise: 'cores / workers' }),
  ...localFlags,
};

/** `framefleet detect`: the main job on this machine. */
export function detectCommand(command: Command, environment: Environment): void {
  command.argument('<input...>', 'files, folders, patterns, URLs, cameras');
  onCall(command, flags, environment, async ({ json, ...options }, inputs: readonly string[]) => {
    const [{ detect }, { runCommand }, { childContext }] = await Promise.all([
      import('../../app/detect.ts'),
      import('../run-command.ts'),
      import('../child-context.ts'),
    ]);
    const children = childContext(environment);
    return runCommand(json ? 'json' : 'text', (signals, events) =>
      detect({ ...options, inputs }, children, signals, events),
    );
  });
}
