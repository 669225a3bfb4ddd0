import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../../demo/render/random.ts';
import { framefleet } from '../fixtures/cli.ts';
import { processesNaming } from '../fixtures/processes.ts';
import { allFaults } from './all-faults.ts';
import { checkRun, type ExpectedRun, type RunCheck } from './check-runs.ts';
import { sumOf } from './compare.ts';
import type { Fault } from './fault.ts';
import { fleet } from './fleet.ts';
import { leftInRedis, leftOnMachine } from './leftovers.ts';
import { oneMachine } from './one-machine.ts';
import type { SoakOptions } from './options.ts';
import { readStore } from './read-store.ts';
import { referenceFrames } from './reference.ts';
import type { Report } from './report.ts';
import type { Stage } from './stage.ts';
import { mountDisk, unmountDisk } from './store-disk.ts';
import { strikeAll } from './strike.ts';
import { makeVideos } from './videos.ts';
import { Workload } from './workload.ts';

/** Time for what is under way when the faults end: locks to run out, runs to be done again. */
const CALM_MS = 4 * 60_000;

/**
 * Runs a soak from its folder to its last line.
 *
 * @param interrupt - ends the faults early; the comparison is made all the same
 * @returns whether nothing was wrong
 */
export async function runSoak(options: SoakOptions, report: Report, interrupt: AbortSignal): Promise<boolean> {
  const home = mkdtempSync(join(tmpdir(), 'framefleet-soak-'));
  for (const name of ['tmp', 'logs']) mkdirSync(join(home, name));
  const storeFolder = join(home, 'store');
  const isOwnDisk = mountDisk(storeFolder);
  report.say(`seed ${options.seed}, everything in ${home}${isOwnDisk ? '' : '; no disk of its own to fill: not root'}`);
  const env = { PATH: process.env.PATH ?? '', HOME: home, FRAMEFLEET_HOME: home, TMPDIR: join(home, 'tmp') };
  const stage = options.isFleet ? await fleet(home, env) : oneMachine(home, env);
  let isGood = false;
  try {
    const checks = await faultsAndChecks(stage, options, isOwnDisk ? storeFolder : null, report, interrupt);
    isGood = report.end(
      checks.reduce((sum, { frames }) => sum + frames, 0),
      sumOf(checks),
    );
  } finally {
    if (isOwnDisk) unmountDisk(storeFolder, !isGood);
    if (isGood) rmSync(home, { recursive: true, force: true });
  }
  return isGood;
}

async function faultsAndChecks(
  stage: Stage,
  options: SoakOptions,
  ownDisk: string | null,
  report: Report,
  interrupt: AbortSignal,
): Promise<RunCheck[]> {
  const random = new Random(options.seed);
  const complain = (text: string) => report.complain(text);
  let isClosed = false;
  try {
    const { recordings, camera } = await makeVideos(join(stage.home, 'videos'));
    await importDemo(stage);
    const reference = await referenceFrames(stage, [...recordings, camera]);
    report.say(`the fault-free runs have ${[...reference.values()].map(({ size }) => size).join(', ')} frames`);

    // not AbortSignal.timeout within AbortSignal.any: that one may be collected before it comes
    const calmDown = new AbortController();
    const calm = calmDown.signal;
    const faultTime = setTimeout(() => calmDown.abort(), options.minutes * 60_000);
    interrupt.addEventListener('abort', () => calmDown.abort());
    const giveUp = new AbortController();
    const workload = new Workload({ stage, recordings, camera, random: random.fork('work'), complain });
    const scene = { stage, jobs: () => workload.jobs, giveUp: giveUp.signal, calm };
    const faults = chosen(allFaults(stage, ownDisk), options.only);
    const work = workload.run(calm, giveUp.signal);
    let timer: NodeJS.Timeout | undefined;
    const strikes = strikeAll(faults, scene, random.fork('faults'), options.faultsPerMinute, (kind, what) =>
      report.fault(kind, what),
    ).then(() => {
      report.say('no more faults: what is under way ends');
      timer = setTimeout(() => giveUp.abort(), CALM_MS);
    });
    await Promise.all([work, strikes]).finally(() => {
      for (const one of [calmDown, giveUp]) one.abort();
      for (const one of [faultTime, timer]) clearTimeout(one);
    });

    if (stage.isFleet) for (const left of await leftInRedis(stage)) complain(`left behind: ${left}`);
    const content = await readStore(stage);
    for (const outcome of await stage.close()) complain(outcome);
    isClosed = true;
    for (const left of await leftOnMachine(stage)) complain(`left behind: ${left}`);
    const expected: ExpectedRun[] = [
      ...[...workload.videos].map(([runId, video]) => ({
        ...{ runId, reference: reference.get(video)!, isCamera: false, isEnded: true },
      })),
      ...workload.captured.map((one) => ({ ...one, reference: reference.get(camera)!, isCamera: true })),
    ];
    return expected.map((one) => {
      const check = checkRun(one, content);
      for (const text of check.complaints) complain(text);
      const { lost, doubled, different } = check;
      if (lost + doubled + different > 0)
        complain(`run ${one.runId}: ${lost} lost, ${doubled} doubled, ${different} different`);
      return check;
    });
  } finally {
    if (!isClosed) await endAll(stage);
  }
}

/** Ends everything in any way, where the soak itself has failed. */
async function endAll(stage: Stage): Promise<void> {
  for (const { pid } of processesNaming(stage.home)) process.kill(pid, 'SIGCONT');
  await stage.close();
  for (const { pid } of processesNaming(stage.home)) process.kill(pid, 'SIGKILL');
}

function chosen(faults: readonly Fault[], only: readonly string[]): readonly Fault[] {
  const kinds = faults.filter(({ kind }) => only.length === 0 || only.some((text) => kind.includes(text)));
  if (kinds.length > 0) return kinds;
  const known = faults.map(({ kind }) => kind).join(', ');
  throw new Error(`Expected \`--only\` to name kinds of faults, got \`${only.join(',')}\`. There are: ${known}.`);
}

async function importDemo({ home, env }: Stage): Promise<void> {
  const file = (extension: string) => `demo/network/demo.${extension}`;
  const files = ['--cfg', file('cfg'), '--weights', file('weights'), '--names', file('names')];
  const { code, stderr } = await framefleet(['model', 'import', 'demo', ...files], home, env);
  if (code !== 0) throw new Error(`The bundled network could not be imported: ${stderr}`);
}
