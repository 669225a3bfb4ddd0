import type { ListedModel } from '../../../model/store/list-models.ts';
import { defineCommand } from '../../define-command.ts';
import { homeFlags } from '../../flags/common-flags.ts';
import { toggle } from '../../flags/flag.ts';
import { print, printJson } from '../../output/print.ts';
import { say } from '../../output/say.ts';
import { boxTable } from '../../output/table.ts';

const flags = { ...homeFlags, json: toggle('one JSON object per model on a line', { variable: null }) };

const HEAD = ['name', 'size', 'classes', 'MB', 'sha256', ''];

/** `framefleet model list`: registered models. */
export const command = defineCommand({}, flags, async ({ home, json }) => {
  const { listModels } = await import('../../../model/store/list-models.ts');
  const models = await listModels(home);
  if (json) for (const model of models) printJson(model);
  else if (models.length > 0) print(`${boxTable(HEAD, models.map(cellsOf))}\n`);
  else say('No models yet: `framefleet model pull yolov4`, or `framefleet model import`.');
});

function cellsOf({ name, width, height, classes, graphBytes, modelSha256, fault }: ListedModel): unknown[] {
  const size = width === null ? '' : `${width}×${height}`;
  const megabytes = graphBytes === null ? '' : (graphBytes / 1e6).toFixed(1);
  return [name, size, classes ?? '', megabytes, modelSha256?.slice(0, 12) ?? '', fault ?? ''];
}
