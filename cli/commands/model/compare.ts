import { RUN_DEFAULTS as defaults } from '../../../app/run-options.ts';
import type { Size } from '../../../shared/geometry.ts';
import { defineCommand } from '../../define-command.ts';
import { ffmpegFlags, homeFlags, jsonFlag, precision } from '../../flags/common-flags.ts';
import { flag, requiredFlag, withoutVariables } from '../../flags/flag.ts';
import { integer, number, pair, size, text } from '../../flags/values.ts';
import { comparisonReport } from '../../output/comparison-report.ts';
import { printReport } from '../../output/print.ts';
import { showWork } from '../../output/work-display.ts';

const precisions = pair(precision);
const sizes = pair<Size | null>(size);

const flags = {
  ...homeFlags,
  ...ffmpegFlags,
  ...withoutVariables({
    video: requiredFlag('<file>', 'the video to compare them on', text('a video file')),
    precision: flag('<p,p>', 'of both or of A and B: fp32,int8', precisions, ['fp32', 'fp32'], { otherwise: 'fp32' }),
    size: flag('<s,s>', 'of both or of A and B: 416,608', sizes, [null, null], { otherwise: "the models' own" }),
    every: flag('<n>', 'look at every n-th frame', integer(1), defaults.every),
    confidence: flag('<c>', 'what counts as a detection', number(0, 1), defaults.confidence),
    iou: flag('<t>', 'overlap above which the lesser of two boxes goes', number(0, 1), defaults.iou),
  }),
  json: jsonFlag,
};

/** `framefleet model compare`: how far two models see the same. */
export const command = defineCommand(
  {
    '<a>': 'a registered model, a folder with one cfg, weights and names, or an ONNX file',
    '<b>': 'another one, or the same at another precision or size',
  },
  flags,
  async ({ json, ...options }, models: [string, string]) => {
    const { compareModels } = await import('../../../app/compare/compare-models.ts');
    const report = await showWork((events) => compareModels({ ...options, models }, events));
    printReport(report, json, comparisonReport);
  },
);
