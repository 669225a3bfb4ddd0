import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { framefleet, start } from '../fixtures/cli.ts';
import { DEMO, demoClip } from '../fixtures/clips.ts';
import { processesNaming, until } from '../fixtures/processes.ts';
import { suiteFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';

const FRAMES = 120;

describe('detect that is killed in its first moments', () => {
  const video = join(suiteFolder(), 'video.mp4');
  before(() => demoClip(video, FRAMES));
  const home = temporaryFolder();

  const args = ['detect', video, '--model', DEMO.network, '--workers', '2', '--json'];
  const running = (pattern: RegExp) => processesNaming(home()).filter(({ command }) => pattern.test(command));
  const temporary = () => readdirSync(tmpdir()).filter((name) => !name.startsWith('framefleet-test-'));

  for (const [what, pattern] of [
    ['its daemon', /main\.js daemon/],
    ['its Redis', /redis-server/],
    ['its workers', /main\.js worker/],
    ['its ffmpeg', /ffmpeg.* -i /],
  ] as const) {
    for (const ms of what === 'its workers' ? [0, 300, 800] : [0]) {
      it(`leaves nothing behind: ${ms} ms after ${what} came${ms === 300 ? ', and the same command goes on' : ''}`, async () => {
        const before = temporary();
        const first = start(args, home());
        await until(`${what} to be there`, () => running(pattern).length > 0);
        await sleep(ms);
        first.child.kill('SIGKILL');
        await first.ended;
        await until('every process has ended', () => processesNaming(home()).length === 0);
        assert.deepEqual(temporary(), before);
        if (ms !== 300) return;
        const second = await framefleet(args, home());
        assert.equal(second.code, 0, second.stderr);
        const { state, storedFrames, failedFrames } = JSON.parse(second.stdout);
        assert.deepEqual([state, storedFrames, failedFrames], ['complete', FRAMES, 0]);
        await until('every process has ended', () => processesNaming(home()).length === 0);
        const runFolder = join(home(), 'run');
        assert.deepEqual(existsSync(runFolder) ? readdirSync(runFolder) : [], []);
      });
    }
  }

  it('leaves nothing behind either where its daemon is killed with it', async () => {
    const first = start(args, home());
    await until('workers to be there', () => running(/main\.js worker/).length > 0);
    for (const { pid } of running(/main\.js daemon/)) process.kill(pid, 'SIGKILL');
    first.child.kill('SIGKILL');
    await first.ended;
    await until('every process has ended, Redis too', () => processesNaming(home()).length === 0);
  });
});
