import Table from 'cli-table3';
import type { ListedModel } from '../../model/store/list-models.ts';
import { harmlessLine } from './harmless.ts';
import { print, printJson } from './print.ts';
import { say } from './say.ts';

/** Prints models: a table, or a JSON object on a line each. */
export function printModels(models: readonly ListedModel[], isJson: boolean): void {
  if (isJson) {
    for (const model of models) printJson(model);
    return;
  }
  if (models.length === 0) {
    say('No models yet: `framefleet model pull yolov4`, or `framefleet model import`.');
    return;
  }
  const table = new Table({
    head: ['name', 'size', 'classes', 'MB', 'sha256', ''],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, width, height, classes, graphBytes, modelSha256, fault } of models) {
    const size = width === null ? '' : `${width}×${height}`;
    const megabytes = graphBytes === null ? '' : (graphBytes / 1e6).toFixed(1);
    const cells = [name, size, classes ?? '', megabytes, modelSha256?.slice(0, 12) ?? '', fault ?? ''];
    table.push(cells.map((cell) => harmlessLine(String(cell))));
  }
  print(`${table.toString()}\n`);
}
