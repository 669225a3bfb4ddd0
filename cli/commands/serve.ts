import { Command } from 'commander';
import { homeOf } from '../../app/home.ts';
import { parseConfig } from '../../shared/config.ts';
import { flag, flagNameOf, homeFlag, withFlags } from '../flags/environment-option.ts';

/** `framefleet serve`: the results service of a fleet. */
export function serveCommand(): Command {
  return withFlags(new Command('serve').description('run the results service: ingest and HTTP'), [
    homeFlag(),
    flag('--redis-url <url>', 'Redis of the fleet').env('REDIS_URL'),
    flag('--namespace <name>', 'keeps several fleets on one Redis apart', 'framefleet'),
    flag('--listen <address>', 'host:port or unix:///path/to/socket', '0.0.0.0:8080'),
    flag(
      '--lock-duration-ms <ms>',
      'time after which results that a crashed service held are handed out again',
      '30000',
    ),
    flag('--log-level <level>', 'trace, debug, info, warn, error, fatal or silent', 'info'),
  ]).action(async (_options, self: Command) => {
    const [{ resultsConfigSchema }, { runResults }] = await Promise.all([
      import('../../results/results-config.ts'),
      import('../../results/main.ts'),
    ]);
    const options = self.optsWithGlobals();
    await runResults(parseConfig(resultsConfigSchema, { ...options, home: homeOf(options) }, flagNameOf));
  });
}
