import type { ListedModel } from '../../../model/store/list-models.ts';
import { defineCommand } from '../../define-command.ts';
import { homeFlags } from '../../flags/common-flags.ts';
import { toggle } from '../../flags/flag.ts';
import { viewFlags } from '../../flags/store-flags.ts';
import type { ViewOptions } from '../../output/columns/view.ts';
import { printJson } from '../../output/print.ts';
import { say } from '../../output/say.ts';

const flags = { ...homeFlags, ...viewFlags, json: toggle('one JSON object per model on a line', { variable: null }) };

/** `framefleet model list`: registered models. */
export const command = defineCommand({}, flags, async ({ home, json, ...options }) => {
  const { listModels } = await import('../../../model/store/list-models.ts');
  const models = await listModels(home);
  if (json) for (const model of models) printJson(model);
  else if (models.length > 0) await printModels(models, options);
  else say('No models yet: `framefleet model pull yolov4`, or `framefleet model import`.');
});

async function printModels(models: readonly ListedModel[], options: ViewOptions): Promise<void> {
  const { modelColumns } = await import('../../output/columns/model-columns.ts');
  const { printTable } = await import('../../output/print-table.ts');
  const { viewOf } = await import('../../output/columns/view.ts');
  const ids = models.flatMap(({ modelSha256 }) => modelSha256 ?? []);
  await printTable(models, modelColumns, viewOf(options, ids));
}
