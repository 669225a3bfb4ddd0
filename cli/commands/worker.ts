import type { Command } from 'commander';
import { fleetFlags, homeFlags, logLevelFlag } from '../flags/common-flags.ts';
import { negatedToggle, optionalFlag } from '../flags/flag.ts';
import { onCall } from '../flags/on-call.ts';
import type { Environment } from '../flags/read-flags.ts';
import { integer, parsed } from '../flags/values.ts';

const flags = {
  ...homeFlags,
  ...fleetFlags,
  threads: optionalFlag('<n>', 'threads of the model', integer(1, 256), { otherwise: 'the CPU quota' }),
  preload: optionalFlag(
    '<sha256[@WxH]>',
    'model to load at the start, before frames ask for it',
    parsed(parsePreload).describe("a model's sha256, and @WxH where it is not to run at its own size"),
  ),
  spinning: negatedToggle('let idle threads sleep, where workers share cores'),
  healthPort: optionalFlag(
    '<port>',
    'answer GET /healthz on this port',
    integer(0, 65535).describe('a port, 0..65535'),
    {
      otherwise: 'off',
    },
  ),
  logLevel: logLevelFlag,
};

/** `framefleet worker`: one worker process. */
export function workerCommand(command: Command, environment: Environment): void {
  onCall(command, flags, environment, async (config) => {
    const { prepareThread } = await import('../../model/detector/model-thread.ts');
    prepareThread();
    const { runWorker } = await import('../../worker/main.ts');
    await runWorker(config);
  });
}

function parsePreload(written: string) {
  const [, modelSha256, width, height] = /^([0-9a-f]{64})(?:@(\d+)x(\d+))?$/.exec(written) ?? [];
  if (modelSha256 === undefined) return null;
  return { modelSha256, size: width === undefined ? null : { width: Number(width), height: Number(height) } };
}
