import { cpus, totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { usableCores } from '../../model/runtime/cpu-quota.ts';
import { machineCpuSeconds } from './process-usage.ts';

/** The machine that figures come from. */
export interface Machine {
  readonly cpu: string;
  /** That this process may use. */
  readonly cores: number;
  readonly memoryGigabytes: number;
  readonly system: string;
  readonly node: string;
  /** Of its CPU, what other programs took before the study began. */
  readonly busyPercent: number;
}

const LOOK_MS = 1000;

export async function thisMachine(): Promise<Machine> {
  const before = machineCpuSeconds();
  await sleep(LOOK_MS);
  const busySeconds = machineCpuSeconds() - before;
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: usableCores(),
    memoryGigabytes: Math.round(totalmem() / 1e9),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    busyPercent: Math.min(100, Math.round((100_000 * busySeconds) / LOOK_MS / cpus().length)), // its clock ticks coarsely
  };
}
