import type { Fault } from '../fault.ts';

/** A command is ended, and its run is begun anew with `--force` while chunks of before are on their way. */
export const beginAnew: Fault = {
  kind: 'begin a run anew',
  async strike({ jobs }, random, begun) {
    const signal = random.pick(['SIGKILL', 'SIGINT'] as const);
    const underWay = jobs();
    if (underWay.length === 0) return;
    const job = random.pick(underWay);
    if (job.beginAnew(signal)) begun(`${job.runId} after ${signal}`);
  },
};
