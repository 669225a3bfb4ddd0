import assert from 'node:assert/strict';
import { join } from 'node:path';
import { importModel } from '../../model/store/import-model.ts';
import { framefleet, type Running, start } from '../fixtures/cli.ts';
import { DEMO, DEMO_MODEL } from '../fixtures/clips.ts';
import { freePort } from '../fixtures/free-port.ts';
import { until } from '../fixtures/processes.ts';
import { startRedis, type TestRedis } from '../fixtures/redis.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

const FRAMES = DEMO.frames;

describe('a worker that cannot run the model', () => {
  let home: string;
  let redis: TestRedis;
  let env: Record<string, string>;
  let running: Running[];
  let healthPort: number;

  const goodHome = () => join(home, 'good');
  const emptyHome = () => join(home, 'empty');
  const startWorker = (workerHome: string, ...flags: string[]) => {
    const worker = start(['worker', '--threads', '1', '--log-level', 'warn', ...flags], workerHome, env);
    running.push(worker);
    return worker;
  };
  const produce = (...flags: string[]) =>
    framefleet(['produce', DEMO.clip, '--model', 'demo', '--json', ...flags], goodHome(), env);
  const health = async () => {
    const answer = await fetch(`http://127.0.0.1:${healthPort}/healthz`).catch(() => null);
    return answer && { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };

  beforeEach(async () => {
    home = folder();
    redis = await startRedis();
    const socket = `unix://${join(home, 'results.sock')}`;
    env = { REDIS_URL: redis.url, FRAMEFLEET_RESULTS_URL: socket };
    running = [start(['serve', '--listen', socket], home, env)];
    await importModel(goodHome(), 'demo', DEMO_MODEL);
    healthPort = await freePort();
  });

  afterEach(async () => {
    for (const { child, ended } of running) {
      child.kill('SIGTERM');
      await ended;
    }
    await redis.stop();
  });
  const folder = temporaryFolder(); // removed when all have ended

  it('leaves its chunks to one that can, and says which model it lacks', async () => {
    startWorker(emptyHome(), '--health-port', String(healthPort));
    await until('the empty worker answers', async () => (await health())?.status === 200);
    const producing = produce();
    await until('it says that it is unready', async () => (await health())?.status === 503);
    assert.match(JSON.stringify((await health())?.body), /"modelId":"demo".*Import the same files/);
    startWorker(goodHome());
    const { code, stdout, stderr } = await producing;
    assert.equal(code, 0, stderr);
    const summary = JSON.parse(stdout);
    assert.deepEqual([summary.state, summary.storedFrames, summary.failedFrames], ['complete', FRAMES, 0]);
  });

  it('ends a run that no worker can do, and takes part once the model is there', async () => {
    startWorker(emptyHome(), '--health-port', String(healthPort));
    const failing = await produce();
    assert.equal(failing.code, 4, failing.stderr);
    assert.match(failing.stderr, /no worker can run the model `demo`.*Import the same files/);
    const [run] = JSON.parse((await framefleet(['runs', '--json'], goodHome(), env)).stdout);
    assert.deepEqual([run.state, run.storedFrames, run.failedFrames], ['open', 0, 0]);

    await importModel(emptyHome(), 'demo', DEMO_MODEL);
    await until('it is ready again', async () => (await health())?.status === 200);
    const again = await produce();
    assert.equal(again.code, 0, again.stderr);
    assert.deepEqual([JSON.parse(again.stdout).storedFrames, JSON.parse(again.stdout).failedFrames], [FRAMES, 0]);
  });

  it('records the frames as failed where nobody follows the run, and the same command tries them again', async () => {
    startWorker(emptyHome());
    const sent = await produce('--no-wait', '--every', '20');
    assert.equal(sent.code, 0, sent.stderr);
    const runOf = async () => JSON.parse((await framefleet(['runs', '--json'], goodHome(), env)).stdout)[0];
    await until('the frames are recorded as failed', async () => (await runOf()).state === 'complete');
    assert.deepEqual([(await runOf()).storedFrames, (await runOf()).failedFrames], [0, FRAMES / 20]);

    startWorker(goodHome()); // it is waited for, though the other has long been alone
    const again = await produce('--every', '20');
    assert.equal(again.code, 0, again.stderr);
    assert.deepEqual([JSON.parse(again.stdout).storedFrames, JSON.parse(again.stdout).failedFrames], [FRAMES / 20, 0]);
  });
});
