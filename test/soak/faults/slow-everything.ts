import type { Fault } from '../fault.ts';
import { pause } from '../pause.ts';
import { sendSignal } from '../send-signal.ts';
import { processesOf, type Role } from '../stage.ts';

const ROLES: readonly Role[] = ['command', 'worker', 'service', 'redis', 'ffmpeg'];

/** Every process runs a fifth of the time for some seconds, as on a machine that has too much to do. */
export const slowEverything: Fault = {
  kind: 'slow everything',
  async strike({ stage, calm }, random, begun) {
    const seconds = random.between(3, 8);
    begun(`for ${seconds.toFixed(1)} s`);
    const end = performance.now() + seconds * 1000;
    while (performance.now() < end && !calm.aborted) {
      const pids = ROLES.flatMap((role) => processesOf(stage, role)).filter((pid) => sendSignal(pid, 'SIGSTOP'));
      await pause(400, calm);
      for (const pid of pids) sendSignal(pid, 'SIGCONT');
      await pause(100, calm);
    }
  },
};
