import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { importModel } from '../../model/store/import-model.ts';
import type { FirstModel } from '../../shared/first-model.ts';
import { suiteRedis } from '../fixtures/redis.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { smallModel } from '../model/small-model.ts';

describe('a worker that a command has forked', () => {
  const home = temporaryFolder();
  const redis = suiteRedis();
  const UNKNOWN: FirstModel = { modelSha256: 'a'.repeat(64), size: null };
  let worker: ChildProcess;

  /** @param preload - what the environment names; a command's word counts, not that */
  function startWorker(preload: string): void {
    const own = { FRAMEFLEET_HOME: home(), REDIS_URL: redis.url, FRAMEFLEET_PRELOAD: preload };
    const env = { PATH: process.env.PATH, FRAMEFLEET_LOG_LEVEL: 'info', ...own };
    worker = fork('dist/cli/main.js', ['worker', '--threads', '1'], { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  }
  afterEach(async () => {
    if (worker.exitCode === null && worker.signalCode === null && worker.kill('SIGKILL')) await once(worker, 'exit');
  });

  /** What it logs, up to a message. */
  async function saidUpTo(last: string): Promise<string[]> {
    const said: string[] = [];
    for await (const line of createInterface({ input: worker.stdout! })) {
      said.push((JSON.parse(line) as { msg: string }).msg);
      if (said.at(-1) === last) return said;
    }
    throw new Error(`It ended before it said: ${last}. It said: ${said.join(', ')}`);
  }
  const connections = async () => String(await redis.client.client('LIST')).trim().split('\n').length;

  it('takes no part before it is told its model, and loads that', async () => {
    const { manifest } = await importModel(home(), 'small', await smallModel(home()));
    const before = await connections();
    startWorker(UNKNOWN.modelSha256);
    await sleep(3_000); // one that is told starts in a fifth of that
    assert.equal(await connections(), before);
    worker.send({ modelSha256: manifest.modelSha256, size: { width: 96, height: 32 } } satisfies FirstModel);
    assert.ok(!(await saidUpTo('model loaded')).includes('model not loaded ahead'));
    assert.ok((await connections()) > before);
  });

  it('is told before it listens as well', async () => {
    startWorker('');
    worker.send(UNKNOWN);
    assert.ok((await saidUpTo('worker started')).includes('model not loaded ahead'));
  });

  it('ends where it is told something else', async () => {
    startWorker('');
    worker.send({ modelSha256: 'small', size: null });
    const [code] = await once(worker, 'exit');
    assert.notEqual(code, 0);
  });

  it('ends at once where it is ended before it is told', async () => {
    startWorker('');
    await sleep(1_500);
    worker.kill('SIGTERM');
    await once(worker, 'exit');
  });
});
