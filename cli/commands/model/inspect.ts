import type { Command } from 'commander';
import { ModelError } from '../../../shared/errors.ts';
import { homeFlags, jsonFlag, sizeFlag } from '../../flags/common-flags.ts';
import { optionalFlag, withoutVariables } from '../../flags/flag.ts';
import { onCall } from '../../flags/on-call.ts';
import type { Environment } from '../../flags/read-flags.ts';
import { path } from '../../flags/values.ts';

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
export function inspectCommand(command: Command, environment: Environment): void {
  command.argument('[name]', 'a registered model, or a folder with one cfg, weights and names');
  onCall(command, flags, environment, async ({ json, ...options }, name?: string) => {
    const [{ inspect }, { inspectionReport }, { print, printJson }] = await Promise.all([
      import('../../../app/inspect.ts'),
      import('../../output/inspection-report.ts'),
      import('../../output/print.ts'),
    ]);
    const inspection = await inspect({ ...options, name: name ?? null });
    if (json) printJson(inspection);
    else print(inspectionReport(inspection));
    if (inspection.weightsFault !== null) throw new ModelError('MODEL_WEIGHTS_MISMATCH', inspection.weightsFault);
  });
}
