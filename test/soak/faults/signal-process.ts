import type { Fault } from '../fault.ts';
import { sendSignal } from '../send-signal.ts';
import { processesOf, type Role } from '../stage.ts';

const VERBS = { SIGKILL: 'kill', SIGTERM: 'terminate', SIGABRT: 'abort' } as const;

/** `kill -9`, SIGTERM, or what a fault in native code ends with, to one of the processes of a role. */
export function signalProcess(signal: keyof typeof VERBS, role: Role): Fault {
  return {
    kind: `${VERBS[signal]} ${role}`,
    async strike({ stage }, random, begun) {
      const pids = processesOf(stage, role);
      if (pids.length === 0) return;
      const pid = random.pick(pids);
      if (sendSignal(pid, signal)) begun(`process ${pid}`);
    },
  };
}
