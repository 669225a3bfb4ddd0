import Table from 'cli-table3';
import { listModels } from '../../model/store/list-models.ts';

/** Writes the registered models to stdout: a table, or a JSON object on a line each. */
export async function printModels(home: string, isJson: boolean): Promise<void> {
  const models = await listModels(home);
  if (isJson) {
    for (const model of models) process.stdout.write(`${JSON.stringify(model)}\n`);
    return;
  }
  if (models.length === 0) {
    process.stderr.write('No models yet: `framefleet model pull yolov4`, or `framefleet model import`.\n');
    return;
  }
  const table = new Table({
    head: ['name', 'size', 'classes', 'MB', 'sha256', ''],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, width, height, classes, graphBytes, modelSha256, fault } of models) {
    const size = width === null ? '' : `${width}×${height}`;
    const megabytes = graphBytes === null ? '' : (graphBytes / 1e6).toFixed(1);
    table.push([name, size, classes ?? '', megabytes, modelSha256?.slice(0, 12) ?? '', fault ?? '']);
  }
  process.stdout.write(`${table.toString()}\n`);
}
