import { RANGE_METHODS } from '../../../model/quantization/value-range.ts';
import { defineCommand } from '../../define-command.ts';
import * as common from '../../flags/common-flags.ts';
import { flag, optionalFlag, requiredFlag, withoutVariables } from '../../flags/flag.ts';
import { choice, integer, number, parsed, text } from '../../flags/values.ts';
import { printReport } from '../../output/print.ts';
import { quantizationReport } from '../../output/quantization-report.ts';
import { showWork } from '../../output/work-display.ts';

const material = text('a video, or a folder of videos or images');
const method = choice(['auto', ...RANGE_METHODS]);
const bits = parsed('7 or 8', (text) => (text === '7' ? 7 : text === '8' ? 8 : null));
const points = number(0, 100).describe('points in 0..100');
const layers = parsed<readonly number[] | 'auto'>('none, auto, or indexes of layers, separated by commas', (text) => {
  if (text === 'auto') return 'auto';
  if (text === 'none') return [];
  return /^\d+(,\d+)*$/.test(text) ? [...new Set(text.split(',').map(Number))] : null;
});

const flags = {
  ...common.homeFlags,
  ...common.ffmpegFlags,
  ...withoutVariables({
    calibrate: requiredFlag('<path>', material.description ?? '', material),
    frames: flag(
      '<n>',
      'frames taken from all over it, to calibrate on, to choose by and to compare on',
      integer(8, 4096),
      64,
    ),
    method: flag('<m>', `how ranges are chosen: ${method.description}; auto: the best of them`, method, 'auto'),
    weightBits: optionalFlag('<n>', '8, or 7 where a worker has AVX2 and no VNNI', bits, {
      otherwise: 'as this CPU needs',
    }),
    floatLayers: flag('<l>', 'layers in floats, by `model inspect`, or auto', layers, [], { otherwise: 'none' }),
    maxLoss: optionalFlag('<p>', 'points that may be lost', points, { otherwise: '1 of AP50, or 10 % of detections' }),
    images: optionalFlag('<folder>', 'labelled images to measure the loss on', common.imagesValue),
    labels: optionalFlag('<path>', `their labels: ${common.labelsValue.description}`, common.labelsValue),
    labelNames: common.labelNamesFlag,
  }),
  size: common.sizeFlag,
  json: common.jsonFlag,
};

/** `framefleet model quantize`: the int8 graph of a model. */
export const command = defineCommand(
  { '<name>': 'a registered model, or a folder with one cfg, weights and names' },
  flags,
  async ({ json, method, ...options }, [model]: [string]) => {
    const { quantize } = await import('../../../app/calibrate/quantize.ts');
    const request = { ...options, model, methods: method === 'auto' ? RANGE_METHODS : [method] };
    printReport(await showWork((events) => quantize(request, events)), json, quantizationReport);
  },
);
