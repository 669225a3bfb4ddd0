import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { importModel } from '../../model/store/import-model.ts';
import { queueNames } from '../../queue/queue-names.ts';
import { parseRedisUrl } from '../../queue/redis-address.ts';
import { framefleet, type Running, start } from '../fixtures/cli.ts';
import { DEMO, DEMO_MODEL, demoClip } from '../fixtures/clips.ts';
import { freePort } from '../fixtures/free-port.ts';
import { until } from '../fixtures/processes.ts';
import { startRedis } from '../fixtures/redis.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';

describe('a fleet of processes', () => {
  const home = suiteFolder();
  const workerHome = join(home, 'worker');
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let env: Record<string, string>;
  let serve: Running;
  let worker: Running;
  let produce: string[];
  let healthPort: number;

  before(async () => {
    produce = ['produce', demoClip(join(home, 'video.mkv'), 74), '--model', DEMO.network, '--json'];
    await importModel(workerHome, 'demo', DEMO_MODEL);
    healthPort = await freePort();
    redis = await startRedis();
    const socket = join(home, 'results.sock');
    env = { REDIS_URL: redis.url, FRAMEFLEET_RESULTS_URL: `unix://${socket}`, FRAMEFLEET_LOG_LEVEL: 'info' };
    serve = start(['serve', '--listen', `unix://${socket}`], home, env);
    worker = startWorker();
    await until('the worker answers', async () => (await health())?.ok === true);
  });

  after(async () => {
    for (const one of [worker, serve]) {
      one?.child.kill('SIGTERM');
      await one?.ended;
    }
    await redis?.stop();
  });

  const startWorker = () =>
    start(['worker', '--home', workerHome, '--threads', '1', '--health-port', `${healthPort}`], home, env);
  const health = () => fetch(`http://127.0.0.1:${healthPort}/healthz`).catch(() => null);

  it('stores every frame', async () => {
    const { code, stdout, stderr } = await framefleet(produce, home, env);
    assert.equal(code, 0, stderr);
    assert.deepEqual([JSON.parse(stdout).storedFrames, JSON.parse(stdout).failedFrames], [74, 0]);
  });

  it('leaves no bytes behind in Redis', async () => {
    const client = new Redis((parseRedisUrl(redis.url) as { options: { path: string } }).options.path);
    const { payloadTotal } = queueNames();
    assert.equal(Number(await client.get(payloadTotal)), 0);
    assert.deepEqual(await client.keys('*payload:*'), []);
    client.disconnect();
  });

  it('drops a message that is no chunk, and goes on', async () => {
    const { prefix, frames } = queueNames();
    const connection = new Redis((parseRedisUrl(redis.url) as { options: { path: string } }).options.path);
    const queue = new Queue(frames, { connection, prefix });
    await queue.add('chunk', { hello: 'world' });
    await until('the message is gone', async () => (await queue.getJobCounts('waiting', 'active')).waiting === 0);
    await queue.close();
    connection.disconnect();
    const more = await framefleet([...produce, '--every', '10'], home, env);
    assert.equal(more.code, 0, more.stderr);
    assert.equal(JSON.parse(more.stdout).storedFrames, 8);
  });

  it('answers health checks while it infers', async () => {
    const running = start(produce.with(1, DEMO.clip), home, env);
    let answers = 0;
    let isOver = false;
    void running.ended.finally(() => {
      isOver = true;
    });
    while (!isOver) {
      const asked = performance.now();
      assert.equal((await health())?.ok, true);
      assert.ok(performance.now() - asked < 1000);
      answers++;
    }
    assert.equal((await running.ended).code, 0);
    assert.ok(answers > 10);
  });

  it('stops a worker within its chunk and gives the rest to another', async () => {
    const running = start([...produce.with(1, DEMO.clip), '--run', 'handed-over'], home, env);
    const stored = async () =>
      JSON.parse((await framefleet(['runs', '--run', 'handed-over', '--json'], home, env)).stdout || '[{}]')[0]
        .storedFrames;
    await until('some chunks are stored', async () => (await stored()) > 30);
    worker.child.kill('SIGTERM');
    assert.equal((await worker.ended).code, 0);
    worker = startWorker();
    const { code, stdout, stderr } = await running.ended;
    assert.equal(code, 0, stderr);
    assert.deepEqual([JSON.parse(stdout).storedFrames, JSON.parse(stdout).failedFrames], [240, 0]);
  });
});
