import { readSync } from 'node:fs';
import { homePaths } from '../../app/home.ts';
import { stderrLog } from '../../app/local/child-context.ts';
import { defineCommand } from '../define-command.ts';
import { reportFailure } from '../failure.ts';
import { fleetFlags, homeFlags, localFlags, mediaFlags } from '../flags/common-flags.ts';

const flags = { ...homeFlags, redisUrl: localFlags.redisUrl, namespace: fleetFlags.namespace, ...mediaFlags };

/** What `detect` starts for itself and others of its home: embedded Redis and results service, once a line on stdin says so. Not for users. */
export const command = defineCommand({}, flags, async ({ home, ...settings }) => {
  const { runDaemon } = await import('../../app/local/daemon.ts');
  const isWanted = readSync(0, new Uint8Array(1)) > 0;
  try {
    if (isWanted) await runDaemon({ paths: homePaths(home), ...settings }, stderrLog('daemon'));
  } catch (error) {
    process.exitCode = reportFailure(error, true);
  }
  process.exit(); // a queue client that waits to reconnect would keep the process for two seconds
});
