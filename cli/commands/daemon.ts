import { Command } from 'commander';
import { homeOf, homePaths } from '../../app/home.ts';
import { reportFailure } from '../failure.ts';
import { flag, homeFlag, withFlags } from '../flags/environment-option.ts';

/** What `detect` starts for itself and others of its home: private Redis and results service. Not for users. */
export function daemonCommand(): Command {
  return withFlags(new Command('daemon'), [
    homeFlag(),
    flag('--redis-url <url>', 'Redis').env('REDIS_URL'),
    flag('--namespace <name>', ''),
  ]).action(async (_options, self: Command) => {
    const [{ runDaemon }, { createLogger }, { pino }] = await Promise.all([
      import('../../app/local/daemon.ts'),
      import('../../shared/logging.ts'),
      import('pino'),
    ]);
    const options = self.optsWithGlobals<{ home?: string; redisUrl?: string; namespace?: string }>();
    const paths = homePaths(homeOf(options));
    // Nobody may be left to listen: a host that outlives its starter must not end by what it says.
    process.stderr.on('error', () => undefined);
    const log = createLogger('daemon', 'warn', pino.destination({ dest: 2, sync: true }));
    try {
      await runDaemon({ paths, redisUrl: options.redisUrl ?? null, namespace: options.namespace ?? 'framefleet' }, log);
    } catch (error) {
      process.exitCode = reportFailure(error, true);
    }
    process.exit(); // a queue client that waits to reconnect would keep the process for two seconds
  });
}
