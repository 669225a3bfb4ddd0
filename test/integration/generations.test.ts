import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { importModel } from '../../model/store/import-model.ts';
import { queueNames } from '../../queue/queue-names.ts';
import { framefleet, type Running, start } from '../fixtures/cli.ts';
import { DEMO, DEMO_MODEL } from '../fixtures/clips.ts';
import { freePort } from '../fixtures/free-port.ts';
import { until } from '../fixtures/processes.ts';
import { startRedis, type TestRedis } from '../fixtures/redis.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

const FRAMES = DEMO.frames;

describe('a run that is begun anew while chunks of before still wait', () => {
  let home: string;
  let redis: TestRedis;
  let env: Record<string, string>;
  let serve: Running;
  let running: Running[];
  let healthPort: number;

  const startService = () => {
    const service = start(['serve', '--listen', env.FRAMEFLEET_RESULTS_URL!], home, env);
    running.push(service);
    return service;
  };
  const startWorker = () =>
    running.push(start(['worker', '--threads', '1', '--health-port', String(healthPort)], home, env));
  const end = async ({ child, ended }: Running) => {
    child.kill('SIGTERM');
    await ended;
  };
  const produce = async (...flags: string[]) => {
    const args = ['produce', DEMO.clip, '--model', 'demo', '--json', ...flags];
    const { code, stdout, stderr } = await framefleet(args, home, env);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout);
  };
  /** Frames of the store, each as often as it is there, and the confidences of what was found in them. */
  const stored = async () => {
    const { code, stdout, stderr } = await framefleet(['query', '--format', 'ndjson'], home, env);
    assert.equal(code, 0, stderr);
    const rows = stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { frameIndex: number; confidence: number });
    return {
      frames: [...new Set(rows.map(({ frameIndex }) => frameIndex))],
      least: Math.min(...rows.map(({ confidence }) => confidence)),
    };
  };
  const discarded = async () => {
    const answer = await fetch(`http://127.0.0.1:${healthPort}/healthz`);
    return ((await answer.json()) as { discardedChunks: number }).discardedChunks;
  };
  const leftInRedis = async () => {
    const client = new Redis(redis.url.slice('unix://'.length));
    const { payloadTotal } = queueNames();
    const left = [await client.get(payloadTotal), await client.keys('*:payload:*')];
    client.disconnect();
    return left;
  };

  beforeEach(async () => {
    home = folder();
    redis = await startRedis();
    env = { REDIS_URL: redis.url, FRAMEFLEET_RESULTS_URL: `unix://${join(home, 'results.sock')}` };
    running = [];
    serve = startService();
    await importModel(home, 'demo', DEMO_MODEL);
    healthPort = await freePort();
  });

  afterEach(async () => {
    for (const one of running) await end(one);
    await redis.stop();
  });
  const folder = temporaryFolder(); // removed when all have ended

  it('stores what was asked for last, with other settings', async () => {
    await produce('--run', 'mon', '--no-wait');
    await produce('--run', 'mon', '--every', '20', '--confidence', '0.6', '--force', '--no-wait');
    startWorker();
    const run = await produce('--run', 'mon', '--every', '20', '--confidence', '0.6');
    assert.deepEqual([run.state, run.sampledFrames, run.storedFrames], ['complete', FRAMES / 20, FRAMES / 20]);
    const { frames, least } = await stored();
    assert.ok(frames.length > 0 && frames.every((index) => index % 20 === 0), `${frames}`);
    assert.ok(least >= 0.6, `${least}`);
    assert.equal(await discarded(), FRAMES / 8);
    assert.deepEqual(await leftInRedis(), ['0', []]);
  });

  it('stores each frame once, with other chunks', async () => {
    await produce('--chunk', '8', '--no-wait');
    startWorker();
    const run = await produce('--chunk', '5', '--force');
    assert.deepEqual([run.state, run.sampledFrames, run.storedFrames], ['complete', FRAMES, FRAMES]);
    await until('nothing waits', async () => (await leftInRedis())[0] === '0');
  });

  it('stores each frame once after the store was deleted', async () => {
    await produce('--chunk', '8', '--no-wait');
    await end(serve);
    rmSync(join(home, 'store'), { recursive: true });
    startService();
    startWorker();
    const run = await produce('--chunk', '5');
    assert.deepEqual([run.state, run.sampledFrames, run.storedFrames], ['complete', FRAMES, FRAMES]);
    await until('nothing waits', async () => (await leftInRedis())[0] === '0');
  });
});
