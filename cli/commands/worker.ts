import { parsePort } from '../../shared/listen-address.ts';
import { defineCommand } from '../define-command.ts';
import { deviceFlag, fleetFlags, homeFlags, logLevelFlag, tokenFlags } from '../flags/common-flags.ts';
import { flag, optionalFlag, toggle } from '../flags/flag.ts';
import { integer, parsed } from '../flags/values.ts';

const preload = parsed("a model's sha256, and @WxH where it is not to run at its own size", (text) => {
  if (text === 'told') return text; // by the process that forked it; not for users
  const [, modelSha256, width, height] = /^([0-9a-f]{64})(?:@(\d+)x(\d+))?$/.exec(text) ?? [];
  if (modelSha256 === undefined) return null;
  return { modelSha256, size: width === undefined ? null : { width: Number(width), height: Number(height) } };
});
const port = parsed('a port of this machine, or host:port', parsePort);

const lockHelp = 'time after which the chunks of a dead worker are handed out again';

const deadlineHelp = 'time that the model may take over a frame before that counts as failed';

const flags = {
  ...homeFlags,
  ...fleetFlags,
  ...tokenFlags,
  device: deviceFlag,
  threads: optionalFlag('<n>', 'threads of the model on a CPU', integer(1, 256), { otherwise: 'the CPU quota' }),
  preload: optionalFlag('<sha256[@WxH]>', 'model to load at the start, before frames ask for it', preload),
  spinning: toggle('let idle threads sleep, where workers share cores', { isNegated: true }),
  lockDurationMs: flag('<ms>', lockHelp, integer(500, 600_000), 10_000),
  frameDeadlineMs: flag('<ms>', deadlineHelp, integer(100, 3_600_000), 60_000),
  healthPort: optionalFlag('<port>', `answer GET /healthz on ${port.description}`, port, { otherwise: 'off' }),
  logLevel: logLevelFlag,
};

/** `framefleet worker`: one worker process. */
export const command = defineCommand({}, flags, async (config) => {
  const { prepareThread } = await import('../../model/detector/model-thread.ts');
  prepareThread();
  const { runWorker } = await import('../../worker/main.ts');
  await runWorker(config);
});
