import type { Command } from 'commander';
import { homePaths } from '../../app/home.ts';
import { reportFailure } from '../failure.ts';
import { fleetFlags, homeFlags, localFlags } from '../flags/common-flags.ts';
import { onCall } from '../flags/on-call.ts';
import type { Environment } from '../flags/read-flags.ts';

const flags = { ...homeFlags, redisUrl: localFlags.redisUrl, namespace: fleetFlags.namespace };

/** What `detect` starts for itself and others of its home: embedded Redis and results service. Not for users. */
export function daemonCommand(command: Command, environment: Environment): void {
  onCall(command, flags, environment, async ({ home, redisUrl, namespace }) => {
    const [{ runDaemon }, { createLogger }, { pino }] = await Promise.all([
      import('../../app/local/daemon.ts'),
      import('../../shared/logging.ts'),
      import('pino'),
    ]);
    // Nobody may be left to listen: a daemon that outlives its starter must not end by what it says.
    process.stderr.on('error', () => undefined);
    const log = createLogger('daemon', 'warn', pino.destination({ dest: 2, sync: true }));
    try {
      await runDaemon({ paths: homePaths(home), redisUrl, namespace }, log);
    } catch (error) {
      process.exitCode = reportFailure(error, true);
    }
    process.exit(); // a queue client that waits to reconnect would keep the process for two seconds
  });
}
