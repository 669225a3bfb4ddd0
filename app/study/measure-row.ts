import { setTimeout as sleep } from 'node:timers/promises';
import { processUsages, treeOf } from './process-usage.ts';
import { StudyChild } from './study-child.ts';
import type { StudyTask } from './study-messages.ts';

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
  const children = Array.from({ length: processes }, () => new StudyChild(task, env));
  try {
    await Promise.all(children.map((child) => child.ready()));
    const before = await processUsages();
    const began = performance.now();
    for (const child of children) child.count();
    await sleep(windowMs, undefined, { signal });
    const figures = await Promise.all(children.map((child) => child.figures()));
    const after = await processUsages();
    const seconds = (performance.now() - began) / 1000;
    const each = children.map(({ pid }) => {
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
    await Promise.all(children.map((child) => child.end()));
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
