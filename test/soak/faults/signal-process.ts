import type { Fault } from '../fault.ts';
import { sendSignal } from '../send-signal.ts';
import { processesOf, type Role } from '../stage.ts';

/** `kill -9` or SIGTERM to one of the processes of a role. */
export function signalProcess(signal: 'SIGKILL' | 'SIGTERM', role: Role): Fault {
  return {
    kind: `${signal === 'SIGKILL' ? 'kill' : 'terminate'} ${role}`,
    async strike({ stage }, random, begun) {
      const pids = processesOf(stage, role);
      if (pids.length === 0) return;
      const pid = random.pick(pids);
      if (sendSignal(pid, signal)) begun(`process ${pid}`);
    },
  };
}
