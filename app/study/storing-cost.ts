import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ModelError, messageOf } from '../../shared/errors.ts';
import { BUNDLE } from '../demo/bundle.ts';
import type { ChildContext } from '../local/child-context.ts';
import type { RunSummary } from '../run-summary.ts';
import { commandOf } from './process-commands.ts';
import { processUsages, treeOf } from './process-usage.ts';

/** What it takes to store what is found, by a whole `detect` over the bundled clip with the bundled network. */
export interface StoringCost {
  readonly frames: number;
  readonly detections: number;
  /** Of the results service, a frame. */
  readonly storingMs: number;
  /** Of all processes, a frame. */
  readonly totalMs: number;
}

const LOOK_MS = 100;

/**
 * Two runs, over hardly anything and over the clip: their difference is what frames cost, without the start. The one before them
 * makes the model ready.
 *
 * @throws {ModelError} `INFERENCE_FAILED` when a run fails
 */
export async function storingCost(children: ChildContext, folder: string): Promise<StoringCost> {
  const home = join(folder, 'storing');
  await detect(children, home, ['--end', '0.1']);
  const short = await detect(children, home, ['--end', '0.1', '--force']);
  const long = await detect(children, home, []);
  const frames = long.storedFrames - short.storedFrames;
  const aFrame = (seconds: number) => (1000 * Math.max(0, seconds)) / frames;
  return {
    frames,
    detections: long.detections - short.detections,
    storingMs: aFrame(long.storingSeconds - short.storingSeconds),
    totalMs: aFrame(long.totalSeconds - short.totalSeconds),
  };
}

interface Run extends Pick<RunSummary, 'storedFrames' | 'detections'> {
  readonly storingSeconds: number;
  readonly totalSeconds: number;
}

async function detect({ entry, env }: ChildContext, home: string, more: readonly string[]): Promise<Run> {
  const args = [
    'detect',
    BUNDLE.clip,
    '--model',
    BUNDLE.network,
    '--size',
    '416x224',
    '--home',
    home,
    '--json',
    ...more,
  ];
  const running = promisify(execFile)(process.execPath, [entry, ...args], { env });
  const pid = running.child.pid ?? 0;
  /** By pid: what a process had taken when it was seen last. Processes of the daemon are the command's children too. */
  const seconds = new Map<number, number>();
  const daemons = new Set<number>();
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      const usages = await processUsages();
      for (const one of treeOf(usages, pid)) {
        const isNewChild = one.parentPid === pid && !seconds.has(one.pid);
        if (isNewChild && / daemon /.test(await commandOf(one.pid))) daemons.add(one.pid);
        seconds.set(one.pid, one.cpuSeconds);
      }
      await sleep(LOOK_MS);
    }
  })();
  const ended = running
    .catch((cause: unknown) => {
      throw new ModelError('INFERENCE_FAILED', `Expected \`detect\` to run, got: ${messageOf(cause)}`, { cause });
    })
    .finally(() => {
      isOver = true;
    });
  const [{ stdout }] = await Promise.all([ended, watching]);
  const { storedFrames, detections } = JSON.parse(stdout) as RunSummary;
  const sum = (pids: Iterable<number>) => [...pids].reduce((total, pid) => total + (seconds.get(pid) ?? 0), 0);
  return { storedFrames, detections, storingSeconds: sum(daemons), totalSeconds: sum(seconds.keys()) };
}
