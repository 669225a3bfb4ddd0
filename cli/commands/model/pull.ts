import { defineCommand } from '../../define-command.ts';
import { homeFlags } from '../../flags/common-flags.ts';
import { optionalFlag } from '../../flags/flag.ts';
import { path } from '../../flags/values.ts';
import { say } from '../../output/say.ts';
import { showWork } from '../../output/work-display.ts';

const variable = 'FRAMEFLEET_PULL_FROM';
const flags = {
  ...homeFlags,
  from: optionalFlag('<file>', 'a weights file fetched by other means', path('a weights file'), { variable }),
};

/** `framefleet model pull`: darknet's official weights. */
export const command = defineCommand(
  { '<name>': 'yolov4 or yolov4-tiny' },
  flags,
  async ({ home, from }, [name]: [string]) => {
    const { pull } = await import('../../../app/pull.ts');
    const { folder } = await showWork((events) => pull(name, home, from, events));
    say(`Imported ${name} to ${folder}.`);
  },
);
