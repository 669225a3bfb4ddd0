import type { Command } from 'commander';
import { RUN_DEFAULTS } from '../../../app/run-options.ts';
import type { Size } from '../../../shared/geometry.ts';
import { ffmpegFlags, homeFlags, jsonFlag, precision } from '../../flags/common-flags.ts';
import { flag, requiredFlag, withoutVariables } from '../../flags/flag.ts';
import { onCall } from '../../flags/on-call.ts';
import type { Environment } from '../../flags/read-flags.ts';
import { integer, number, pair, size, text } from '../../flags/values.ts';

const { confidence, every, iou } = RUN_DEFAULTS;

const flags = {
  ...homeFlags,
  ...ffmpegFlags,
  ...withoutVariables({
    video: requiredFlag('<file>', 'the video to compare them on', text('a video file')),
    precision: flag('<p,p>', 'fp32 or int8, of both or of A and B: fp32,int8', pair(precision), ['fp32', 'fp32'], {
      otherwise: 'fp32',
    }),
    size: flag(
      '<s,s>',
      'N or WxH, multiples of 32, of both or of A and B: 416,608',
      pair<Size | null>(size),
      [null, null],
      {
        otherwise: "the models' own",
      },
    ),
    every: flag('<n>', 'look at every n-th frame', integer(1), every),
    confidence: flag('<c>', 'what counts as a detection', number(0, 1), confidence),
    iou: flag('<t>', 'overlap above which the lesser of two boxes goes', number(0, 1), iou),
  }),
  json: jsonFlag,
};

/** `framefleet model compare`: how far two models see the same. */
export function compareCommand(command: Command, environment: Environment): void {
  command.argument('<a>', 'a registered model, a folder with one cfg, weights and names, or an ONNX file');
  command.argument('<b>', 'another one, or the same at another precision or size');
  onCall(command, flags, environment, async ({ json, ...options }, a: string, b: string) => {
    const [{ compareModels }, { shown }, { comparisonReport }, { print, printJson }] = await Promise.all([
      import('../../../app/compare/compare-models.ts'),
      import('../../output/work-display.ts'),
      import('../../output/comparison-report.ts'),
      import('../../output/print.ts'),
    ]);
    const report = await shown((events) => compareModels({ ...options, models: [a, b] }, events));
    if (json) printJson(report);
    else print(comparisonReport(report));
  });
}
