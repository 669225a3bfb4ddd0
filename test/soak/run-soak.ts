import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processesNaming } from '../fixtures/processes.ts';
import { makeCast } from './cast.ts';
import { checkRuns } from './check-runs.ts';
import { fleet } from './fleet.ts';
import { leftInRedis, leftOnMachine } from './leftovers.ts';
import { oneMachine } from './one-machine.ts';
import type { SoakOptions } from './options.ts';
import { readStore } from './read-store.ts';
import type { Report } from './report.ts';
import { sendSignal } from './send-signal.ts';
import type { Stage } from './stage.ts';
import { mountDisk, unmountDisk } from './store-disk.ts';
import { workUnderFaults } from './work-under-faults.ts';

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
    await soakStage(stage, isOwnDisk ? storeFolder : null, options, report, interrupt);
    isGood = report.end();
  } finally {
    if (isOwnDisk) unmountDisk(storeFolder, !isGood);
    if (isGood) rmSync(home, { recursive: true, force: true });
  }
  return isGood;
}

async function soakStage(
  stage: Stage,
  ownDisk: string | null,
  options: SoakOptions,
  report: Report,
  interrupt: AbortSignal,
): Promise<void> {
  let isClosed = false;
  try {
    const cast = await makeCast(stage);
    const sizes = [...cast.reference].map(([{ name }, frames]) => `${name} ${frames.size}`);
    report.say(`frames of the fault-free runs: ${sizes.join(', ')}`);
    const workload = await workUnderFaults(stage, cast, ownDisk, options, report, interrupt);
    if (stage.isFleet) for (const left of await leftInRedis(stage)) report.complain(`left behind: ${left}`);
    const content = await readStore(stage);
    for (const outcome of await stage.close()) report.complain(outcome);
    await cast.server.close();
    isClosed = true;
    for (const left of await leftOnMachine(stage)) report.complain(`left behind: ${left}`);
    for (const check of checkRuns(workload, cast, content)) report.check(check);
  } finally {
    if (!isClosed) await endAll(stage);
  }
}

/** Ends everything in any way, where the soak itself has failed. */
async function endAll(stage: Stage): Promise<void> {
  for (const { pid } of processesNaming(stage.home)) sendSignal(pid, 'SIGCONT');
  await stage.close();
  for (const { pid } of processesNaming(stage.home)) sendSignal(pid, 'SIGKILL');
}
