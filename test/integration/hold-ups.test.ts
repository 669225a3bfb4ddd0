import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { importModel } from '../../model/store/import-model.ts';
import { HOLD_UPS } from '../../shared/hold-ups.ts';
import { type Running, start } from '../fixtures/cli.ts';
import { DEMO, DEMO_MODEL } from '../fixtures/clips.ts';
import { until } from '../fixtures/processes.ts';
import { startRedis, type TestRedis } from '../fixtures/redis.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { askSocket } from '../fuzz/ask-socket.ts';

describe('a run that something holds up', () => {
  let redis: TestRedis;
  let env: Record<string, string>;
  let running: Running[];
  let said: string;

  const startPart = (...args: string[]) => {
    const part = start([...args, '--log-level', 'warn'], home(), env);
    running.push(part);
    return part;
  };
  const serve = () => startPart('serve', '--listen', env.FRAMEFLEET_RESULTS_URL!);
  const says = (text: string) => until(`it says "${text}"`, () => said.includes(text));
  /** Holds the run up, waits until that is said, and lets it go on. */
  const duringWhich = async (text: string, undo: () => unknown) => {
    await says(text);
    await undo();
    said = '';
  };
  const healthOfService = async () => {
    const socket = env.FRAMEFLEET_RESULTS_URL!.slice('unix://'.length);
    const { status, body } = await askSocket(socket, { method: 'GET', path: '/healthz' }, 5_000);
    return [status, JSON.parse(body).waitingFor];
  };
  const client = async (call: (redis: Redis) => Promise<unknown>) => {
    const connection = new Redis(redis.url.slice('unix://'.length));
    await call(connection).finally(() => connection.disconnect());
  };

  beforeEach(async () => {
    redis = await startRedis();
    env = { REDIS_URL: redis.url, FRAMEFLEET_RESULTS_URL: `unix://${join(home(), 'results.sock')}` };
    [running, said] = [[], ''];
    await importModel(home(), 'demo', DEMO_MODEL);
  });
  afterEach(async () => {
    for (const { child, ended } of running) {
      child.kill('SIGTERM');
      await ended;
    }
    await redis.stop();
  });
  const home = temporaryFolder(); // removed when all have ended

  it('says what it waits for, when that becomes another, and when it goes on', async () => {
    let service = serve();
    const command = start(['produce', DEMO.clip, '--model', 'demo', '--json'], home(), env);
    command.child.stderr?.on('data', (text: string) => {
      said += text;
    });
    await duringWhich('framefleet: waiting: no worker is running', async () => {
      const told = await healthOfService();
      assert.deepEqual(told, [200, ['no worker is running (`framefleet worker` starts one)']]);
      redis.process.kill('SIGSTOP');
    });
    await duringWhich('waiting: Redis does not answer (no answer within 2 s)', async () => {
      const [status, waitingFor] = await healthOfService();
      assert.equal(status, 200);
      assert.match(waitingFor.join(), /^Redis does not answer \(/);
      redis.process.kill('SIGCONT');
    });
    await client((connection) => connection.config('SET', 'maxmemory', '1'));
    await duringWhich('waiting: Redis is full', async () => {
      assert.deepEqual(await healthOfService(), [200, [HOLD_UPS.redisFull()]]);
      await client((one) => one.config('SET', 'maxmemory', '0'));
    });
    service.child.kill('SIGKILL');
    await service.ended;
    await duringWhich('waiting: the results service does not answer (', () => {
      service = serve();
    });
    await says('waiting: no worker is running');
    const limit = (bytes: string) => execFileSync('prlimit', ['--pid', `${service.child.pid}`, `--fsize=${bytes}`]);
    limit('1000:unlimited');
    startPart('worker', '--threads', '1');
    await duringWhich('waiting: the results service cannot store what is found (', async () => {
      const [status, [first]] = await healthOfService();
      assert.equal(status, 503);
      assert.match(first, /^the results service cannot store what is found \(/);
      limit('unlimited:unlimited');
    });
    await says('framefleet: goes on');
    const { code, stdout, stderr } = await command.ended;
    assert.equal(code, 0, stderr);
    const { state, storedFrames } = JSON.parse(stdout);
    assert.deepEqual([state, storedFrames], ['complete', DEMO.frames]);
  });
});
