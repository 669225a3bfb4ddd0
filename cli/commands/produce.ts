import type { Command } from 'commander';
import { fleetFlags, resultsFlag } from '../flags/common-flags.ts';
import { negatedToggle } from '../flags/flag.ts';
import { onCall } from '../flags/on-call.ts';
import type { Environment } from '../flags/read-flags.ts';
import { runFlags } from '../flags/run-flags.ts';

const flags = {
  ...runFlags,
  ...fleetFlags,
  resultsUrl: resultsFlag,
  wait: negatedToggle('end when the last frame is on the queue'),
};

/** `framefleet produce`: only the producer, for a fleet. */
export function produceCommand(command: Command, environment: Environment): void {
  command.argument('<input...>', 'files, folders, patterns, URLs, cameras');
  onCall(command, flags, environment, async ({ json, ...options }, inputs: readonly string[]) => {
    const [{ produce }, { runCommand }] = await Promise.all([
      import('../../app/produce.ts'),
      import('../run-command.ts'),
    ]);
    return runCommand(json ? 'json' : 'text', (signals, events) => produce({ ...options, inputs }, signals, events));
  });
}
