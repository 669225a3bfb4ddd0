import assert from 'node:assert/strict';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { importModel } from '../../model/store/import-model.ts';
import { framefleet, start } from '../fixtures/cli.ts';
import { startRedis } from '../fixtures/redis.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { smallModel } from '../model/small-model.ts';

interface LogLine {
  readonly msg: string;
  readonly modelId?: string;
  readonly err?: { readonly message: string };
}

describe('a worker that is told its model', () => {
  const folder = temporaryFolder();
  const home = () => join(folder(), 'home');

  /** The first line of a worker's log about a model; nothing is ever put on the queue. */
  async function firstOfModel(preload: string): Promise<LogLine> {
    const redis = await startRedis();
    const worker = start(['worker', '--threads', '1', '--preload', preload], home(), { REDIS_URL: redis.url });
    try {
      for await (const line of createInterface({ input: worker.child.stdout! })) {
        const found = JSON.parse(line) as LogLine;
        if (/model/.test(found.msg)) return found;
      }
      throw new Error((await worker.ended).stderr);
    } finally {
      worker.child.kill('SIGTERM');
      if (worker.child.exitCode === null) await once(worker.child, 'exit');
      await redis.stop();
    }
  }

  it('loads it before frames ask for it', async () => {
    const { manifest } = await importModel(home(), 'small', await smallModel(folder()));
    for (const preload of [manifest.modelSha256, `${manifest.modelSha256}@96x32`]) {
      assert.equal((await firstOfModel(preload)).msg, 'model loaded');
    }
  });

  it('says so where it has none such, and goes on', async () => {
    const { msg, err } = await firstOfModel('a'.repeat(64));
    assert.equal(msg, 'model not loaded ahead');
    assert.match(err!.message, /Expected the model `a+`/);
  });

  it('has to be told a hash', async () => {
    const { code, stderr } = await framefleet(['worker', '--preload', 'small'], home(), { REDIS_URL: 'redis://x' });
    assert.equal(code, 2);
    assert.match(stderr, /Expected `--preload` to be a model's sha256, and @WxH .*, got `small`/);
  });
});
