import type { Fault } from '../fault.ts';

/** Another command produces the same run at the same time. */
export const secondProducer: Fault = {
  kind: 'a second producer',
  async strike({ jobs, giveUp }, random, begun) {
    const underWay = jobs();
    if (underWay.length === 0) return;
    const job = random.pick(underWay);
    job.addProducer(giveUp);
    begun(job.runId);
  },
};
