import type { Command } from 'commander';
import { homeFlags } from '../../flags/common-flags.ts';
import { toggle } from '../../flags/flag.ts';
import { onCall } from '../../flags/on-call.ts';
import type { Environment } from '../../flags/read-flags.ts';

const flags = { ...homeFlags, json: toggle('one JSON object per model on a line', { variable: null }) };

/** `framefleet model list`: registered models. */
export function listCommand(command: Command, environment: Environment): void {
  onCall(command, flags, environment, async ({ home, json }) => {
    const [{ listModels }, { printModels }] = await Promise.all([
      import('../../../model/store/list-models.ts'),
      import('../../output/models-table.ts'),
    ]);
    printModels(await listModels(home), json);
  });
}
