import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

describe('a worker that a command has started', () => {
  const home = temporaryFolder();

  function startWorker(): ChildProcess {
    const env = { PATH: process.env.PATH, FRAMEFLEET_HOME: home(), REDIS_URL: `unix://${home()}/none.sock` };
    return fork('dist/cli/main.js', ['worker'], { env, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  }

  for (const ms of [0, 150, 400, 1500]) {
    it(`ends when its command goes ${ms} ms after that`, async () => {
      const worker = startWorker();
      const ended = once(worker, 'exit');
      await sleep(ms);
      worker.disconnect();
      await ended;
    });
  }
});
