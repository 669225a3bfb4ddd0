import type { Fault } from '../fault.ts';
import { pause } from '../pause.ts';
import { sendSignal } from '../send-signal.ts';
import { processesOf, type Role } from '../stage.ts';

/** SIGSTOP to one of the processes of a role, SIGCONT seconds later: longer than some locks last, as a paused machine would. */
export function freezeProcess(role: Role): Fault {
  return {
    kind: `freeze ${role}`,
    async strike({ stage, calm }, random, begun) {
      const seconds = random.logBetween(1, 25);
      const pids = processesOf(stage, role);
      if (pids.length === 0) return;
      const pid = random.pick(pids);
      if (!sendSignal(pid, 'SIGSTOP')) return;
      begun(`process ${pid} for ${seconds.toFixed(1)} s`);
      await pause(seconds * 1000, calm);
      sendSignal(pid, 'SIGCONT');
    },
  };
}
