import type { Command } from 'commander';
import { fleetFlags, homeFlags, logLevelFlag } from '../flags/common-flags.ts';
import { flag } from '../flags/flag.ts';
import { onCall } from '../flags/on-call.ts';
import type { Environment } from '../flags/read-flags.ts';
import { integer, text } from '../flags/values.ts';

const flags = {
  ...homeFlags,
  ...fleetFlags,
  listen: flag(
    '<address>',
    'where to answer: host:port or unix:///path/to/socket',
    text('host:port or unix:///path/to/socket'),
    '0.0.0.0:8080',
  ),
  lockDurationMs: flag(
    '<ms>',
    'time after which results that a crashed service held are handed out again',
    integer(500, 600_000),
    30_000,
  ),
  logLevel: logLevelFlag,
};

/** `framefleet serve`: the results service of a fleet. */
export function serveCommand(command: Command, environment: Environment): void {
  onCall(command, flags, environment, async (config) => {
    const { runResults } = await import('../../results/main.ts');
    await runResults(config);
  });
}
