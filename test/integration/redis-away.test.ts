import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type Running, start } from '../fixtures/cli.ts';
import { DEMO } from '../fixtures/clips.ts';
import { freePort } from '../fixtures/free-port.ts';
import { until } from '../fixtures/processes.ts';
import { startRedis, type TestRedis } from '../fixtures/redis.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

describe('A Redis that is away', () => {
  let redis: TestRedis;
  let running: Running[] = [];
  before(async () => {
    redis = await startRedis();
  });
  after(() => redis.stop());
  afterEach(async () => {
    redis.process.kill('SIGCONT');
    for (const { child, ended } of running) {
      child.kill('SIGKILL');
      await ended;
    }
  });
  const home = temporaryFolder();

  it('is told by workers and the results service where it stands still, and keeps neither from ending', async () => {
    const port = await freePort();
    const listen = `unix://${join(home(), 'results.sock')}`;
    const said = ['', ''];
    running = [
      ['worker', '--threads', '1', '--health-port', `${port}`],
      ['serve', '--listen', listen],
    ].map((args) => start([...args, '--log-level', 'info'], home(), { REDIS_URL: redis.url }));
    for (const [i, { child }] of running.entries()) {
      child.stdout!.on('data', (text: string) => {
        said[i] += text;
      });
    }
    const health = async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null);
      return answer && [answer.status, (await answer.json()) as { status: string; waitingFor: string[] }];
    };
    await until('the worker is well', async () => (await health())?.[0] === 200);
    await until('the service listens', () => said[1]!.includes('listens'));
    redis.process.kill('SIGSTOP');
    const isTold = (text: string) => text.includes('"reason":"no answer within 15 s"');
    await until('both say so', () => said.every(isTold));
    const [status, { waitingFor }] = (await health()) as [number, { waitingFor: string[] }];
    assert.deepEqual([status, waitingFor], [503, ['Redis (no answer within 15 s)']]);
    const startedAt = performance.now();
    for (const { child, ended } of running) {
      child.kill('SIGTERM');
      assert.equal((await ended).code, 0);
    }
    assert.ok(performance.now() - startedAt < 20_000);
  });

  it('keeps neither from ending where it is gone, amid work', async () => {
    const gone = await startRedis();
    const listen = `unix://${join(home(), 'results.sock')}`;
    const env = { REDIS_URL: gone.url, FRAMEFLEET_RESULTS_URL: listen };
    running = [
      ['serve', '--listen', listen, '--log-level', 'info'],
      ['worker', '--threads', '1', '--log-level', 'info'],
      ['produce', DEMO.clip, '--model', DEMO.network],
    ].map((args) => start(args, home(), env));
    const [serve, worker] = running as [Running, Running];
    let said = '';
    worker.child.stdout!.on('data', (text: string) => {
      said += text;
    });
    await until('the worker is at work', () => said.includes('chunk done'));
    await gone.stop();
    const startedAt = performance.now();
    for (const { child, ended } of [worker, serve]) {
      child.kill('SIGTERM');
      assert.equal((await ended).code, 0);
    }
    assert.ok(performance.now() - startedAt < 20_000);
  });

  it('has its work done by a worker and a results service that were there first', async () => {
    const port = await freePort();
    const listen = `unix://${join(home(), 'results.sock')}`;
    const env = { REDIS_URL: `redis://127.0.0.1:${port}`, FRAMEFLEET_RESULTS_URL: listen };
    running = [
      ['worker', '--threads', '1'],
      ['serve', '--listen', listen],
    ].map((args) => start([...args, '--log-level', 'info'], home(), env));
    const said = running.map(() => '');
    for (const [i, { child }] of running.entries()) {
      child.stdout!.on('data', (text: string) => {
        said[i] += text;
      });
    }
    await until('both wait', () => said.every((text) => text.includes('waiting for Redis')));
    const late = await startRedis(['--port', `${port}`]);
    try {
      const produce = start(['produce', DEMO.clip, '--model', DEMO.network, '--json'], home(), env);
      running.push(produce);
      const { code, stdout, stderr } = await produce.ended;
      assert.equal(code, 0, stderr);
      assert.equal(JSON.parse(stdout).storedFrames, 240);
    } finally {
      for (const { child, ended } of running) {
        child.kill('SIGKILL');
        await ended;
      }
      await late.stop();
    }
  });
});
