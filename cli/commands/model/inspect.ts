import { ModelError } from '../../../shared/errors.ts';
import { defineCommand } from '../../define-command.ts';
import { homeFlags, jsonFlag, sizeFlag } from '../../flags/common-flags.ts';
import { optionalFlag, withoutVariables } from '../../flags/flag.ts';
import { path } from '../../flags/values.ts';
import { inspectionReport } from '../../output/inspection-report.ts';
import { printReport } from '../../output/print.ts';

const flags = {
  ...homeFlags,
  ...withoutVariables({
    cfg: optionalFlag('<file>', 'darknet network definition', path('a network definition')),
    weights: optionalFlag('<file>', 'weights to hold against it', path('a weights file')),
    names: optionalFlag('<file>', 'labels to hold against it', path('a names file')),
  }),
  size: sizeFlag,
  json: jsonFlag,
};

/** `framefleet model inspect`: what a model is made of and costs. */
export const command = defineCommand(
  { '[name]': 'a registered model, or a folder with one cfg, weights and names' },
  flags,
  async ({ json, ...options }, [name]: [string?]) => {
    const { inspect } = await import('../../../app/inspect.ts');
    const inspection = await inspect({ ...options, name: name ?? null });
    printReport(inspection, json, inspectionReport);
    if (inspection.weightsFault !== null) throw new ModelError('MODEL_WEIGHTS_MISMATCH', inspection.weightsFault);
  },
);
