import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { homePaths } from '../../../app/home.ts';
import { childContext } from '../../../app/local/child-context.ts';
import { DaemonConnection } from '../../../app/local/daemon-connection.ts';
import { WORKER_ENVIRONMENT, WORKER_NODE_FLAGS } from '../../../app/local/worker-pool.ts';
import { resolveModel } from '../../../model/store/resolve-model.ts';
import { DEMO, demoClip } from '../../fixtures/clips.ts';
import { startRedis } from '../../fixtures/redis.ts';
import { type Cost, cpuMsOf, timed } from './timed.ts';

const FRAMES = 10;

export interface StartStage {
  /** What is measured, by name. */
  readonly measures: Readonly<Record<string, () => Promise<Cost>>>;
  close(): Promise<void>;
}

/**
 * A home with a model and a run that can be asked about, and a Redis.
 *
 * @param entry - of the command line, in the build that is measured
 * @param given - folder of a model; `null`: the bundled network
 */
export async function openStartStage(entry: string, given: string | null): Promise<StartStage> {
  const home = mkdtempSync(join(tmpdir(), 'framefleet-bench-'));
  const model = given ?? DEMO.network;
  const redis = await startRedis();
  const clip = demoClip(join(home, 'clip.mp4'), FRAMES);
  const own = { ...process.env, FRAMEFLEET_HOME: home, ORT_DISABLE_TELEMETRY: '1' };
  const detect = [entry, 'detect', clip, '--model', model, '--force'];
  const { manifest } = await resolveModel(model, home);
  await timed(detect, own); // caches its graph, and makes a store
  const resultsSocket = homePaths(home).resultsSocket;
  /** Measures something while another command holds the daemon. */
  const besideDaemon = async (measure: () => Promise<Cost>): Promise<Cost> => {
    const held = await DaemonConnection.open({ ...childContext(pathToFileURL(entry), own), home, resultsSocket });
    try {
      return await measure();
    } finally {
      await held.close();
    }
  };

  const worker = async (): Promise<Cost> => {
    const flags = ['--threads', '1', '--no-spinning', '--log-level', 'info', '--preload', manifest.modelSha256];
    const env = { ...own, ...WORKER_ENVIRONMENT, REDIS_URL: redis.url };
    const started = performance.now();
    const child = spawn(process.execPath, [...WORKER_NODE_FLAGS, entry, 'worker', ...flags], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await said(child, ['worker started', 'model loaded']);
    const cost = { ms: performance.now() - started, cpuMs: cpuMsOf(child) };
    await ended(child);
    return cost;
  };

  return {
    measures: {
      '--version': () => timed([entry, '--version'], own),
      'count, service running': () =>
        besideDaemon(() => timed([entry, 'count'], { ...own, FRAMEFLEET_RESULTS_URL: `unix://${resultsSocket}` })),
      'worker, start to ready': worker,
      'detect of 10 frames': () => timed(detect, own),
      'detect of 10 frames, daemon running': () => besideDaemon(() => timed(detect, own)),
    },
    async close() {
      await redis.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Waits until a worker's log has said all of these. */
async function said(child: ChildProcess, messages: readonly string[]): Promise<void> {
  const awaited = new Set(messages);
  for await (const line of createInterface({ input: child.stdout! })) {
    awaited.delete((JSON.parse(line) as { msg: string }).msg);
    if (awaited.size === 0) return;
  }
  throw new Error(`The worker ended before it said: ${[...awaited].join(', ')}.`);
}

async function ended(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}
