import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { importModel } from '../../model/store/import-model.ts';
import { queueNames } from '../../queue/queue-names.ts';
import { framefleet, type Running, start } from '../fixtures/cli.ts';
import { clipWithWhiteFrame, hungByWhite, killedByWhite, networkAfraidOfWhite } from '../fixtures/poison.ts';
import { processesNaming, until } from '../fixtures/processes.ts';
import { startRedis } from '../fixtures/redis.ts';
import { suiteFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';

const FRAMES = 480;
const BAD = 123;

describe('one frame of a video that cannot be processed', () => {
  const video = join(suiteFolder(), 'video.mp4');
  before(() => clipWithWhiteFrame(video, FRAMES, BAD));
  const home = temporaryFolder();

  const countsOf = (stdout: string) => {
    const { state, storedFrames, failedFrames, detections } = JSON.parse(stdout);
    return [state, storedFrames, failedFrames, detections];
  };

  it('is failed alone where the model throws, with the reason; the command exits with 1, and tries it again next time', async () => {
    await importModel(home(), 'shy', networkAfraidOfWhite(home()));
    const args = ['detect', video, '--model', 'shy', '--json', '--workers', '1'];
    for (const run of ['first', 'second']) {
      const { code, stdout, stderr } = await framefleet(args, home());
      assert.equal(code, 1, `${run}: ${stderr}`);
      assert.deepEqual(countsOf(stdout), ['complete', FRAMES - 1, 1, 4 * (FRAMES - 1)]);
      assert.match(stderr, /^framefleet: frame 123 failed: Expected boxes within 16 times the frame/m);
    }
    const rows = await framefleet(['query', '--format', 'ndjson'], home());
    const indexes = new Set(
      rows.stdout
        .trim()
        .split('\n')
        .map((row) => JSON.parse(row).frameIndex),
    );
    assert.deepEqual([indexes.size, indexes.has(BAD)], [FRAMES - 1, false]);
  });

  it('is failed alone where the model hangs at it in native code, and the worker ends all the same', async () => {
    await importModel(home(), 'shy', networkAfraidOfWhite(home()));
    const env = { NODE_OPTIONS: hungByWhite(home()), FRAMEFLEET_FRAME_DEADLINE_MS: '1000' };
    const flags = ['--end', `${(BAD + 1) / 25}`, '--chunk', '2', '--workers', '1', '--json'];
    const { code, stdout, stderr } = await framefleet(['detect', video, '--model', 'shy', ...flags], home(), env);
    assert.equal(code, 1, stderr);
    assert.deepEqual(countsOf(stdout), ['complete', BAD, 1, 4 * BAD]);
    assert.match(stderr, /^framefleet: frame 123 failed: The model gave no answer within 1 s/m);
    await until('every process has ended', () => processesNaming(home()).length === 0);
  });

  it('is failed alone where it ends its worker', async () => {
    await importModel(home(), 'shy', networkAfraidOfWhite(home()));
    const redis = await startRedis();
    const env = { REDIS_URL: redis.url, FRAMEFLEET_RESULTS_URL: `unix://${join(home(), 'results.sock')}` };
    const deadly = { ...env, NODE_OPTIONS: killedByWhite(home()) };
    const service = start(['serve', '--listen', env.FRAMEFLEET_RESULTS_URL], home(), env);
    let worker: Running | null = null;
    let deaths = 0;
    let isOver = false;
    const replace = (): void => {
      if (isOver) return;
      worker = start(
        ['worker', '--threads', '1', '--lock-duration-ms', '1500', '--log-level', 'error'],
        home(),
        deadly,
      );
      void worker.ended.then(() => deaths++).then(replace);
    };
    try {
      replace();
      const args = ['produce', video, '--model', 'shy', '--json'];
      const { code, stdout, stderr } = await framefleet(args, home(), env);
      assert.equal(code, 1, stderr);
      assert.deepEqual(countsOf(stdout), ['complete', FRAMES - 1, 1, 4 * (FRAMES - 1)]);
      assert.match(stderr, /^framefleet: frame 123 failed: given up after 3 starts with this frame alone/m);
      assert.ok(deaths >= 3 && deaths <= 5, `${deaths} deaths`);
      assert.deepEqual(await leftInRedis(redis.url), ['0', []]);
    } finally {
      isOver = true;
      for (const { child, ended } of [worker as Running | null, service].filter((one) => one !== null)) {
        child.kill('SIGTERM');
        await ended;
      }
      await redis.stop();
    }
  });
});

async function leftInRedis(url: string): Promise<unknown[]> {
  const redis = new Redis(url.slice('unix://'.length));
  try {
    return [await redis.get(queueNames().payloadTotal), await redis.keys('*:payload:*')];
  } finally {
    redis.disconnect();
  }
}
