import type { Command } from 'commander';
import { RANGE_METHODS } from '../../../model/quantization/value-range.ts';
import { ConfigError } from '../../../shared/errors.ts';
import { datasetFlags, ffmpegFlags, homeFlags, jsonFlag, sizeFlag } from '../../flags/common-flags.ts';
import { flag, optional, optionalFlag, requiredFlag, withoutVariables } from '../../flags/flag.ts';
import { onCall } from '../../flags/on-call.ts';
import type { Environment } from '../../flags/read-flags.ts';
import { choice, integer, number, parsed, text } from '../../flags/values.ts';

const flags = {
  ...homeFlags,
  ...ffmpegFlags,
  size: sizeFlag,
  ...withoutVariables({
    calibrate: requiredFlag(
      '<path>',
      'video, or folder of videos or images',
      text('a video, or a folder of videos or images'),
    ),
    frames: flag('<n>', 'frames taken from all over it; every fourth is kept for the comparison', integer(8, 4096), 64),
    method: flag('<m>', 'how ranges are chosen, auto: the best of them', choice(['auto', ...RANGE_METHODS]), 'auto'),
    weightBits: optionalFlag('<n>', '8, or 7 where a worker has AVX2 and no VNNI', choice(['7', '8']), {
      otherwise: 'as this CPU needs',
    }),
    floatLayers: flag(
      '<l>',
      'layers that stay in floats: none, auto, or indexes as `model inspect` shows them',
      parsed(parseFloatLayers).describe('none, auto, or indexes of layers, separated by commas'),
      [],
      { otherwise: 'none' },
    ),
    maxLoss: optionalFlag('<p>', 'points that may be lost', number(0, 100).describe('points in 0..100'), {
      otherwise: '1 of AP50, or 10 per cent of detections',
    }),
  }),
  images: optional(datasetFlags.images),
  labels: optional(datasetFlags.labels),
  labelNames: datasetFlags.labelNames,
  json: jsonFlag,
};

/** `framefleet model quantize`: the int8 graph of a model. */
export function quantizeCommand(command: Command, environment: Environment): void {
  command.argument('<name>', 'a registered model, or a folder with one cfg, weights and names');
  onCall(command, flags, environment, async (values, model: string) => {
    const { json, images, labels, labelNames, method, weightBits, ...options } = values;
    const [{ quantize }, { shown }, { quantizationReport }, { print, printJson }] = await Promise.all([
      import('../../../app/calibrate/quantize.ts'),
      import('../../output/work-display.ts'),
      import('../../output/quantization-report.ts'),
      import('../../output/print.ts'),
    ]);
    if ((images === null) !== (labels === null)) {
      throw new ConfigError('CONFIG_INVALID', 'Expected `--images` and `--labels` together.');
    }
    const report = await shown((events) =>
      quantize(
        {
          ...options,
          model,
          methods: method === 'auto' ? RANGE_METHODS : [method],
          weightBits: weightBits === null ? null : weightBits === '7' ? 7 : 8,
          dataset: images === null || labels === null ? null : { images, labels, labelNames },
        },
        events,
      ),
    );
    if (json) printJson(report);
    else print(quantizationReport(report));
  });
}

function parseFloatLayers(written: string): readonly number[] | 'auto' | null {
  if (written === 'auto') return 'auto';
  if (written === 'none') return [];
  return /^\d+(,\d+)*$/.test(written) ? [...new Set(written.split(',').map(Number))] : null;
}
