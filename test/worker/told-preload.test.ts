import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { importModel } from '../../model/store/import-model.ts';
import type { Preload } from '../../shared/preload.ts';
import { framefleet } from '../fixtures/cli.ts';
import { suiteRedis } from '../fixtures/redis.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { smallModel } from '../model/small-model.ts';

const UNKNOWN: Preload = { modelSha256: 'a'.repeat(64), size: null };

describe('a worker that is to be told its model', () => {
  const home = temporaryFolder();
  const redis = suiteRedis();

  /** Forks one, and ends it where it has not ended. */
  async function withWorker(action: (worker: ChildProcess) => Promise<void>): Promise<void> {
    const own = { FRAMEFLEET_HOME: home(), REDIS_URL: redis.url, FRAMEFLEET_PRELOAD: 'told' };
    const env = { PATH: process.env.PATH, FRAMEFLEET_LOG_LEVEL: 'info', ...own };
    const worker = fork('dist/cli/main.js', ['worker', '--threads', '1'], {
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const ended = once(worker, 'exit');
    try {
      await action(worker);
    } finally {
      worker.kill('SIGKILL');
      await ended;
    }
  }

  /** What it logs, up to a message. */
  async function saidUpTo(worker: ChildProcess, last: string): Promise<string[]> {
    const said: string[] = [];
    for await (const line of createInterface({ input: worker.stdout! })) {
      said.push((JSON.parse(line) as { msg: string }).msg);
      if (said.at(-1) === last) return said;
    }
    throw new Error(`It ended before it said: ${last}. It said: ${said.join(', ')}`);
  }

  async function connections(): Promise<number> {
    return String(await redis.client.client('LIST'))
      .trim()
      .split('\n').length;
  }

  it('takes no part before that, and loads it then', async () => {
    const { manifest } = await importModel(home(), 'small', await smallModel(home()));
    await withWorker(async (worker) => {
      const before = await connections();
      await sleep(3_000); // one that is told starts in a fifth of that
      assert.equal(await connections(), before);
      worker.send({ modelSha256: manifest.modelSha256, size: { width: 96, height: 32 } } satisfies Preload);
      assert.ok(!(await saidUpTo(worker, 'model loaded')).includes('model not loaded ahead'));
      assert.ok((await connections()) > before);
    });
  });

  it('may be told before it listens', () =>
    withWorker(async (worker) => {
      worker.send(UNKNOWN);
      assert.ok((await saidUpTo(worker, 'worker started')).includes('model not loaded ahead'));
    }));

  it('refuses to be told something else', () =>
    withWorker(async (worker) => {
      worker.send({ modelSha256: 'small', size: null });
      const [[code], words] = await Promise.all([once(worker, 'exit'), text(worker.stderr!)]);
      assert.equal(code, 2);
      assert.match(words, /Expected a worker with `FRAMEFLEET_PRELOAD=told` to hear of a model.*"modelSha256":"small"/);
    }));

  it('can be ended before that', () =>
    withWorker(async (worker) => {
      await sleep(1_500);
      assert.deepEqual([worker.exitCode, worker.signalCode], [null, null]);
      const ended = once(worker, 'exit');
      worker.kill('SIGTERM');
      assert.deepEqual(await ended, [null, 'SIGTERM']);
    }));

  it('has to be forked', async () => {
    const { code, stderr } = await framefleet(['worker', '--preload', 'told'], home(), { REDIS_URL: redis.url });
    assert.equal(code, 2);
    assert.match(stderr, /over its IPC channel, got none/);
  });
});
