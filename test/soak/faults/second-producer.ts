import type { Fault } from '../fault.ts';

/** Another command produces the same run at the same time; with `--force` it begins it anew under the first one's hands. */
export function secondProducer(flag: '--force' | null): Fault {
  return {
    kind: flag === null ? 'a second producer' : `a second producer with ${flag}`,
    async strike({ jobs, giveUp }, random, begun) {
      const underWay = jobs();
      if (underWay.length === 0) return;
      const job = random.pick(underWay);
      job.addProducer(flag === null ? [] : [flag], giveUp);
      begun(job.runId);
    },
  };
}
