import type { Answer } from '../../../app/study/answers.ts';
import type { Machine } from '../../../app/study/machine.ts';

/** From here on other programs disturb. */
const BUSY_PERCENT = 10;

/** What figures come from. */
export function machineText(machine: Machine & { readonly model: string; readonly isSynthetic: boolean }): string {
  const { cpu, cores, memoryGigabytes, system, node, model, isSynthetic, busyPercent } = machine;
  const busy =
    busyPercent < BUSY_PERCENT
      ? ''
      : `; other programs took ${busyPercent} % of it before: what follows is of a busy machine`;
  const weights = isSynthetic ? 'made-up weights: as fast as trained ones' : 'its own weights';
  return `${cpu}, ${cores} core${cores === 1 ? '' : 's'}, ${memoryGigabytes} GB, ${system}, Node ${node}; ${model}, ${weights}${busy}`;
}

export function answersText(answers: readonly Answer[]): string {
  return answers.map(({ question, answer }) => `${question}\n  ${answer}\n`).join('\n');
}
