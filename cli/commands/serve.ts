import { defineCommand } from '../define-command.ts';
import { fleetFlags, homeFlags, logLevelFlag } from '../flags/common-flags.ts';
import { flag } from '../flags/flag.ts';
import { integer, text } from '../flags/values.ts';

const address = text('host:port or unix:///path/to/socket');
const lockHelp = 'time after which results that a crashed service held are handed out again';

const flags = {
  ...homeFlags,
  ...fleetFlags,
  listen: flag('<address>', `where to answer: ${address.description}`, address, '0.0.0.0:8080'),
  lockDurationMs: flag('<ms>', lockHelp, integer(500, 600_000), 30_000),
  logLevel: logLevelFlag,
};

/** `framefleet serve`: the results service of a fleet. */
export const command = defineCommand({}, flags, async (config) => {
  const { requireWritable } = await import('../../model/files/atomic-folder.ts');
  await requireWritable(config.home);
  const { runResults } = await import('../../results/main.ts');
  await runResults(config);
});
