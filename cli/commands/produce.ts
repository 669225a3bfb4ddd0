import { defineCommand } from '../define-command.ts';
import { fleetFlags, resultsFlag, tokenFlags } from '../flags/common-flags.ts';
import { toggle } from '../flags/flag.ts';
import { runFlags } from '../flags/run-flags.ts';
import { INPUTS, namedInputs } from '../jobs/named-inputs.ts';

const flags = {
  ...runFlags,
  ...fleetFlags,
  ...tokenFlags,
  resultsUrl: resultsFlag,
  wait: toggle('end when the last frame is on the queue', { isNegated: true }),
};

/** `framefleet produce`: only the producer, for a fleet. */
export const command = defineCommand(
  { '<input...>': INPUTS },
  flags,
  async ({ json, ...options }, [names]: [string[]]) => {
    const [{ produce }, { showRuns }] = await Promise.all([
      import('../../app/produce.ts'),
      import('../output/show-runs.ts'),
    ]);
    const named = await namedInputs(names);
    return showRuns(json ? 'json' : 'text', (signals, events) => produce({ ...options, ...named }, signals, events));
  },
);
