import { Random } from '../../demo/render/random.ts';
import { allFaults } from './all-faults.ts';
import type { Cast } from './cast.ts';
import type { Fault } from './fault.ts';
import type { SoakOptions } from './options.ts';
import type { Report } from './report.ts';
import type { Stage } from './stage.ts';
import { strikeAll } from './strike.ts';
import { whatIsUnderWay } from './under-way.ts';
import { Workload } from './workload.ts';

/** Time for what is under way when the faults end: locks to run out, runs to be done again. */
const CALM_MS = 4 * 60_000;

/**
 * Makes faults for the minutes that were asked for while runs are under way, and lets these end.
 *
 * @param ownDisk - the folder of the store, where it is a disk of the soak's own
 * @param interrupt - ends the faults early
 */
export async function workUnderFaults(
  stage: Stage,
  cast: Cast,
  ownDisk: string | null,
  options: SoakOptions,
  report: Report,
  interrupt: AbortSignal,
): Promise<Workload> {
  const faults = chosen(allFaults(stage, cast.server, ownDisk), options.only);
  const random = new Random(options.seed);
  // not AbortSignal.timeout within AbortSignal.any: that one may be collected before it comes
  const calmDown = new AbortController();
  const giveUp = new AbortController();
  const timers = [setTimeout(() => calmDown.abort(), options.minutes * 60_000)];
  interrupt.addEventListener('abort', () => calmDown.abort());

  const complain = (text: string) => report.complain(text);
  const workload = new Workload({ stage, ...cast, random: random.fork('work'), complain });
  const scene = { stage, jobs: () => workload.jobs, giveUp: giveUp.signal, calm: calmDown.signal };
  const tell = (kind: string, what: string) => report.fault(kind, what);
  const strikes = strikeAll(faults, scene, random.fork('faults'), options.faultsPerMinute, tell).then(() => {
    report.say('no more faults: what is under way ends');
    const endAll = () => {
      for (const text of whatIsUnderWay(stage)) report.say(`still there: ${text}`);
      giveUp.abort();
    };
    timers.push(setTimeout(endAll, CALM_MS));
  });
  try {
    await Promise.all([workload.run(calmDown.signal, giveUp.signal), strikes]);
    return workload;
  } finally {
    for (const controller of [calmDown, giveUp]) controller.abort();
    for (const timer of timers) clearTimeout(timer);
  }
}

function chosen(faults: readonly Fault[], only: readonly string[]): readonly Fault[] {
  const kinds = faults.filter(({ kind }) => only.length === 0 || only.some((text) => kind.includes(text)));
  if (kinds.length > 0) return kinds;
  const known = faults.map(({ kind }) => kind).join(', ');
  throw new Error(`Expected \`--only\` to name kinds of faults, got \`${only.join(',')}\`. There are: ${known}.`);
}
