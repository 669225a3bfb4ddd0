import type { Command } from 'commander';
import { homeFlags, jsonFlag, labelNamesFlag, precision, sizeFlag } from '../../flags/common-flags.ts';
import { flag, optionalFlag, requiredFlag, toggle } from '../../flags/flag.ts';
import { onCall } from '../../flags/on-call.ts';
import type { Environment } from '../../flags/read-flags.ts';
import { path, text } from '../../flags/values.ts';

const VARIABLE = { variable: null };

const flags = {
  ...homeFlags,
  images: requiredFlag('<folder>', 'images', text('a folder of images'), VARIABLE),
  labels: requiredFlag(
    '<path>',
    "folder of darknet's label files, or a COCO file .json",
    text('a folder of label files, or a COCO file .json'),
    VARIABLE,
  ),
  labelNames: labelNamesFlag,
  precision: flag('<p>', 'fp32, or int8 once quantised', precision, 'fp32'),
  size: sizeFlag,
  detections: optionalFlag(
    '<file>',
    'write every detection to this file, one JSON object a line',
    path('a file to write'),
    VARIABLE,
  ),
  clip: toggle("cut boxes off at the image's edges, as darknet's `detector valid` does", VARIABLE),
  json: jsonFlag,
};

/** `framefleet model eval`: average precision on labelled images. */
export function evalCommand(command: Command, environment: Environment): void {
  command.argument('<name>', 'a registered model, a folder with one cfg, weights and names, or an ONNX file');
  onCall(command, flags, environment, async ({ json, ...options }, model: string) => {
    const [{ evaluateModel }, { shown }, { scoreReport }] = await Promise.all([
      import('../../../app/evaluate.ts'),
      import('../../output/work-display.ts'),
      import('../../output/evaluation-report.ts'),
    ]);
    const score = await shown((events) => evaluateModel({ ...options, model }, events));
    process.stdout.write(json ? `${JSON.stringify(score)}\n` : scoreReport(score));
  });
}
