import { defineCommand } from '../../define-command.ts';
import * as common from '../../flags/common-flags.ts';
import { optionalFlag, requiredFlag, toggle, withoutVariables } from '../../flags/flag.ts';
import { runFlags } from '../../flags/run-flags.ts';
import { path } from '../../flags/values.ts';
import { scoreReport } from '../../output/evaluation-report.ts';
import { printReport } from '../../output/print.ts';
import { showWork } from '../../output/work-display.ts';

const flags = {
  ...common.homeFlags,
  ...withoutVariables({
    images: requiredFlag('<folder>', 'images', common.imagesValue),
    labels: requiredFlag('<path>', `their labels: ${common.labelsValue.description}`, common.labelsValue),
    labelNames: common.labelNamesFlag,
    detections: optionalFlag('<file>', 'write every detection to this file, as NDJSON', path('a file to write')),
    clip: toggle("cut boxes off at the image's edges, as darknet's `detector valid` does"),
    pipeline: toggle('score what `detect` would do: ffmpeg decodes, turns and scales the images'),
    scale: runFlags.scale,
    gray: runFlags.gray,
    letterbox: runFlags.letterbox,
  }),
  ...common.ffmpegFlags,
  precision: common.precisionFlag,
  size: common.sizeFlag,
  json: common.jsonFlag,
};

/** `framefleet model eval`: average precision on labelled images. */
export const command = defineCommand(
  { '<name>': 'a registered model, a folder with one cfg, weights and names, or an ONNX file' },
  flags,
  async ({ json, ...options }, [model]: [string]) => {
    const { evaluateModel } = await import('../../../app/evaluate.ts');
    printReport(await showWork((events) => evaluateModel({ ...options, model }, events)), json, scoreReport);
  },
);
