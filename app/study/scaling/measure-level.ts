import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULT_NAMESPACE as NAMESPACE, queueNames } from '../../../queue/queue-names.ts';
import { parseRedisUrl } from '../../../queue/redis-address.ts';
import { waitingChunks } from '../../../queue/waiting-chunks.ts';
import { QueueError } from '../../../shared/errors.ts';
import { homePaths } from '../../home.ts';
import type { ChildContext } from '../../local/child-context.ts';
import { DaemonConnection } from '../../local/daemon-connection.ts';
import { WORKER_ENVIRONMENT, WORKER_NODE_FLAGS } from '../../local/worker-pool.ts';
import { rateOf } from '../frame-rate.ts';
import { commandOf } from '../process-commands.ts';
import { machineCpuSeconds, type ProcessUsage, processUsages, treeOf } from '../process-usage.ts';
import { StudyProcesses } from '../study-processes.ts';
import type { LevelPlan } from './level-plan.ts';
import { probeLatencyMs } from './probe-latency.ts';
import type { ChunkTimes, ScalingWorkerTask } from './scaling-messages.ts';
import type { ScalingRow } from './scaling-row.ts';

export type Level = Omit<ScalingRow, 'efficiency'>;

const WORKER = new URL('./scaling-worker-process.js', import.meta.url);
/** Chunks that may wait for each worker: it never looks in vain. */
const CHUNKS_A_WORKER = 3;
/** Characters of a producer's last words. */
const KEPT_WORDS = 1000;

/**
 * Some workers at a Redis, a results service and a producer of their own: everything but the detector is what a fleet runs.
 *
 * @throws {FramefleetError} what keeps one of them from running
 */
export async function measureLevel(
  plan: LevelPlan,
  children: ChildContext,
  folder: string,
  signal: AbortSignal,
): Promise<Level> {
  signal.throwIfAborted();
  const site = await mkdtemp(join(folder, 'level-'));
  const paths = homePaths(site);
  const redisUrl = `unix://${paths.redisSocket}`;
  const env = { ...children.env, FRAMEFLEET_HOME: site, FRAMEFLEET_NAMESPACE: NAMESPACE };
  const { entry, log } = children;
  const daemon = await DaemonConnection.open({ entry, home: site, resultsSocket: paths.resultsSocket, env, log });
  const task: ScalingWorkerTask = { redisUrl, namespace: NAMESPACE, home: plan.home, detector: plan.detector };
  const workers = new StudyProcesses<ChunkTimes>(WORKER, task, plan.workers, {
    env: { ...WORKER_ENVIRONMENT, ...children.env },
    execArgv: WORKER_NODE_FLAGS,
  });
  let producer: ChildProcess | null = null;
  try {
    await workers.ready();
    const queueLatencyMs = await probeLatencyMs(plan, redisUrl, NAMESPACE, workers);
    for (const chunks of workers.told) chunks.splice(0);
    producer = startProducer(plan, children, redisUrl, `unix://${paths.resultsSocket}`);
    failWith(producer, workers);
    await workers.until(() => workers.told.every((chunks) => chunks.length > 0));
    const window = await watch(plan.windowMs, site, workers.pids, producer.pid ?? 0, signal);
    await workers.ready(); // none of them has ended meanwhile
    const waiting = await waitingChunks(parseRedisUrl(redisUrl), queueNames(NAMESPACE));
    return {
      detector: plan.detector.kind,
      workers: plan.workers,
      framesPerSecond: framesPerSecond(workers.told, window.began, window.ended),
      ...{ queueLatencyMs, waitingChunks: waiting },
      ...window.cpu,
    };
  } finally {
    producer?.kill('SIGKILL');
    await workers.end();
    await daemon.close();
    await rm(site, { recursive: true, force: true });
  }
}

/** Each worker from its first chunk's end in the window to its last one's: nothing is cut off. */
function framesPerSecond(told: readonly ChunkTimes[][], began: number, ended: number): number {
  const rates = told.map((chunks) => {
    const within = chunks.filter(({ doneAt }) => doneAt >= began && doneAt <= ended);
    const times = within.map(({ doneAt }) => doneAt);
    return rateOf(times, (ended - began) / 1000) * (within[0]?.frames ?? 0);
  });
  return rates.reduce((sum, rate) => sum + rate, 0);
}

function startProducer(
  { clip, reference, home, chunkFrames, network, workers }: LevelPlan,
  { entry, env }: ChildContext,
  redisUrl: string,
  resultsUrl: string,
): ChildProcess {
  const chunkMegabytes = (3 * network.width * network.height * chunkFrames) / 2 ** 20;
  const megabytes = Math.ceil(chunkMegabytes * (1 + CHUNKS_A_WORKER * workers));
  const args = ['produce', clip, '--model', reference, '--size', `${network.width}x${network.height}`, '--no-wait'];
  const settings = ['--chunk', `${chunkFrames}`, '--max-queued-mb', `${megabytes}`, '--confidence', '0.999', '--json'];
  const site = { REDIS_URL: redisUrl, FRAMEFLEET_RESULTS_URL: resultsUrl, FRAMEFLEET_HOME: home };
  return spawn(process.execPath, [entry, ...args, ...settings], {
    env: { ...env, ...site, FRAMEFLEET_NAMESPACE: NAMESPACE },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/** A producer that ends before its time leaves the workers without chunks. */
function failWith(producer: ChildProcess, workers: StudyProcesses<ChunkTimes>): void {
  let said = '';
  producer.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-KEPT_WORDS);
  });
  producer.once('close', (code) => {
    if (code === 0 || code === null) return;
    workers.fail(new QueueError('QUEUE_UNREACHABLE', `Expected \`produce\` to go on, got exit code ${code}: ${said}`));
  });
}

async function watch(
  windowMs: number,
  site: string,
  workerPids: readonly number[],
  producerPid: number,
  signal: AbortSignal,
) {
  const began = Date.now();
  const [machineBefore, before] = [machineCpuSeconds(), await processUsages()];
  await sleep(windowMs, undefined, { signal });
  const [machineAfter, after] = [machineCpuSeconds(), await processUsages()];
  const ended = Date.now();
  const seconds = (ended - began) / 1000;
  const percentOf = (usages: readonly ProcessUsage[]) => {
    const cpu = usages.reduce((sum, { pid, cpuSeconds }) => sum + cpuSeconds - (before.get(pid)?.cpuSeconds ?? 0), 0);
    return Math.round((1000 * cpu) / seconds) / 10;
  };
  const ofSite = await usagesNaming(after, site);
  const cpu = {
    redisCpuPercent: percentOf(ofSite.filter(({ command }) => command.startsWith('redis-server'))),
    resultsCpuPercent: percentOf(ofSite.filter(({ command }) => / daemon /.test(command))),
    producerCpuPercent: percentOf(treeOf(after, producerPid)),
    workersCpuPercent: percentOf(workerPids.flatMap((pid) => after.get(pid) ?? [])),
    machineCpuPercent: Math.round((1000 * (machineAfter - machineBefore)) / seconds / cpus().length) / 10,
  };
  return { began, ended, cpu };
}

async function usagesNaming(usages: ReadonlyMap<number, ProcessUsage>, text: string) {
  const all = await Promise.all(
    [...usages.values()].map(async (usage) => ({ ...usage, command: await commandOf(usage.pid) })),
  );
  return all.filter(({ command }) => command.includes(text));
}
