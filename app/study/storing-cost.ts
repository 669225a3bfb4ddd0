import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ModelError } from '../../shared/errors.ts';
import { BUNDLE } from '../demo/bundle.ts';
import type { ChildContext } from '../local/child-context.ts';
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

interface Run {
  readonly storedFrames: number;
  readonly detections: number;
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
  const child = spawn(process.execPath, [entry, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  /** By pid: what a process had taken when it was seen last. Processes of the daemon are the command's children too. */
  const seconds = new Map<number, number>();
  const daemons = new Set<number>();
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      const usages = await processUsages();
      for (const { pid, parentPid, cpuSeconds } of treeOf(usages, child.pid!)) {
        if (parentPid === child.pid && !seconds.has(pid) && / daemon /.test(await commandOf(pid))) daemons.add(pid);
        seconds.set(pid, cpuSeconds);
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  })();
  const code = await ended;
  isOver = true;
  await watching;
  if (code !== 0)
    throw new ModelError('INFERENCE_FAILED', `Expected \`detect\` to run, got exit code ${code}: ${stderr}`);
  const { storedFrames, detections } = JSON.parse(stdout) as Run;
  const sum = (pids: Iterable<number>) => [...pids].reduce((total, pid) => total + (seconds.get(pid) ?? 0), 0);
  return { storedFrames, detections, storingSeconds: sum(daemons), totalSeconds: sum(seconds.keys()) };
}
