import { setTimeout as sleep } from 'node:timers/promises';
import { processUsages, treeOf } from './process-usage.ts';
import type { StudyReport, StudyTask, ToStudyProcess } from './study-messages.ts';
import { StudyProcesses } from './study-processes.ts';

/** Means over processes that do the same. */
export interface Measured {
  readonly fpsMain: number;
  readonly fpsSub: number;
  readonly cpuPercent: number;
  readonly threads: number;
  readonly residentMegabytes: number;
  readonly shape: string;
}

/**
 * Lets processes work side by side, and measures them once all of them are at it.
 *
 * @param windowMs - how long
 * @param signal - ends it, with its reason
 * @throws {ModelError} `INFERENCE_FAILED` when one of them ends
 */
export async function measure(
  task: StudyTask,
  processes: number,
  windowMs: number,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Measured> {
  signal.throwIfAborted();
  const entry = new URL('./study-process.js', import.meta.url);
  const children = new StudyProcesses<StudyReport>(entry, task, processes, { env });
  const tell = (message: ToStudyProcess) => children.send(message);
  try {
    await children.ready();
    const before = await processUsages();
    const began = performance.now();
    tell('count');
    await sleep(windowMs, undefined, { signal });
    tell('report');
    await children.until(() => children.told.every((told) => told.length > 0));
    const figures = children.told.flat();
    const after = await processUsages();
    const seconds = (performance.now() - began) / 1000;
    const each = children.pids.map((pid) => {
      const tree = treeOf(after, pid);
      const cpu = tree.reduce((sum, one) => sum + one.cpuSeconds - (before.get(one.pid)?.cpuSeconds ?? 0), 0);
      return {
        cpuPercent: (100 * cpu) / seconds,
        threads: tree.reduce((sum, one) => sum + one.threads, 0),
        residentMegabytes: tree.reduce((sum, one) => sum + one.residentBytes, 0) / 1e6,
      };
    });
    return {
      fpsMain: mean(figures.map(({ fpsMain }) => fpsMain)),
      fpsSub: mean(figures.map(({ fpsSub }) => fpsSub)),
      cpuPercent: mean(each.map(({ cpuPercent }) => cpuPercent)),
      threads: Math.round(mean(each.map(({ threads }) => threads))),
      residentMegabytes: Math.round(mean(each.map(({ residentMegabytes }) => residentMegabytes))),
      shape: figures[0]!.shape,
    };
  } finally {
    await children.end();
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
