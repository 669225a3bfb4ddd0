import type { Command } from 'commander';
import { datasetFlags, homeFlags, jsonFlag, precisionFlag, sizeFlag } from '../../flags/common-flags.ts';
import { optionalFlag, toggle } from '../../flags/flag.ts';
import { onCall } from '../../flags/on-call.ts';
import type { Environment } from '../../flags/read-flags.ts';
import { path } from '../../flags/values.ts';

const VARIABLE = { variable: null };

const flags = {
  ...homeFlags,
  ...datasetFlags,
  precision: precisionFlag,
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
    const [{ evaluateModel }, { shown }, { scoreReport }, { print, printJson }] = await Promise.all([
      import('../../../app/evaluate.ts'),
      import('../../output/work-display.ts'),
      import('../../output/evaluation-report.ts'),
      import('../../output/print.ts'),
    ]);
    const score = await shown((events) => evaluateModel({ ...options, model }, events));
    if (json) printJson(score);
    else print(scoreReport(score));
  });
}
