import type { Command } from 'commander';
import { homeFlags } from '../../flags/common-flags.ts';
import { optionalFlag } from '../../flags/flag.ts';
import { onCall } from '../../flags/on-call.ts';
import type { Environment } from '../../flags/read-flags.ts';
import { path } from '../../flags/values.ts';

const flags = {
  ...homeFlags,
  from: optionalFlag('<file>', 'a weights file fetched by other means', path('a weights file'), {
    variable: 'FRAMEFLEET_PULL_FROM',
  }),
};

/** `framefleet model pull`: darknet's official weights. */
export function pullCommand(command: Command, environment: Environment): void {
  command.argument('<name>', 'yolov4 or yolov4-tiny');
  onCall(command, flags, environment, async ({ home, from }, name: string) => {
    const [{ pull }, { shown }, { say }] = await Promise.all([
      import('../../../app/pull.ts'),
      import('../../output/work-display.ts'),
      import('../../output/say.ts'),
    ]);
    const { folder } = await shown((events) => pull(name, home, from, events));
    say(`Imported ${name} to ${folder}.`);
  });
}
