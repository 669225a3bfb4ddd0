import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { homePaths } from '../../app/home.ts';
import { queueNames } from '../../queue/queue-names.ts';
import { framefleet, type Running, start } from '../fixtures/cli.ts';
import { DEMO, demoClip } from '../fixtures/clips.ts';
import { processesNaming, until } from '../fixtures/processes.ts';
import { hasSharedMemory, payloadFolderOf } from '../fixtures/shared-memory.ts';
import { skip } from '../fixtures/skip.ts';
import { suiteFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';

const FRAMES = 80;
const { payloadKey, payloadFiles } = queueNames();

describe('detect on a system that has files in memory', () => {
  const video = join(suiteFolder(), 'video.mp4');
  before(async function () {
    if (!hasSharedMemory()) skip(this, 'another system than Linux');
    demoClip(video, FRAMES);
  });
  let command: Running | null = null;
  afterEach(async () => {
    command?.child.kill('SIGKILL');
    await command?.ended;
    await until('every process has ended', () => processesNaming(home()).length === 0);
  });
  const home = temporaryFolder();
  const workers = () => processesNaming(home()).filter(({ command: text }) => / worker/.test(text));

  /** Starts it, and holds its workers as soon as they are there. @returns the folder in which pixels wait */
  async function withWaitingChunks(): Promise<string> {
    command = start(['detect', video, '--model', DEMO.network, '--workers', '1', '--chunk', '4', '--json'], home());
    await until('its worker is there', () => workers().length === 1);
    for (const { pid } of workers()) process.kill(pid, 'SIGSTOP');
    const filesIn = (folder: string | null) => (folder !== null && existsSync(folder) ? readdirSync(folder) : []);
    await until('pixels wait', () => filesIn(payloadFolderOf(home())).length > 1);
    return payloadFolderOf(home())!;
  }

  async function goOn(folder: string): Promise<void> {
    for (const { pid } of workers()) process.kill(pid, 'SIGCONT');
    const { code, stdout, stderr } = await command!.ended;
    assert.equal(code, 0, stderr);
    const { state, storedFrames, failedFrames } = JSON.parse(stdout);
    assert.deepEqual([state, storedFrames, failedFrames], ['complete', FRAMES, 0]);
    await until('every process has ended', () => processesNaming(home()).length === 0);
    assert.deepEqual([existsSync(folder), payloadFolderOf(home())], [false, null]);
  }

  it('keeps the pixels that wait there, for this user alone, and none in Redis; in the end nothing is left', async () => {
    const folder = await withWaitingChunks();
    const redis = new Redis({ path: homePaths(home()).redisSocket });
    try {
      await until('Redis names two of them', async () => (await redis.hlen(payloadFiles)) > 1); // each once it is written
      const named = Object.values(await redis.hgetall(payloadFiles));
      const there = readdirSync(folder).map((name) => join(folder, name));
      assert.ok(
        named.some((path) => there.includes(path)),
        `${named} ${there}`,
      );
      assert.deepEqual(await redis.keys(`${payloadKey('')}*`), []);
      assert.equal(statSync(folder).mode & 0o777, 0o700);
    } finally {
      redis.disconnect();
    }
    await goOn(folder);
  });

  it('sends the frames again whose pixels vanish with the folder', async () => {
    const folder = await withWaitingChunks();
    rmSync(folder, { recursive: true });
    await goOn(folder);
  });

  it('goes on where somebody puts something else in the place of the pixels', async () => {
    const folder = await withWaitingChunks();
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'no folder');
    await goOn(folder);
  });

  it('leaves nothing there when it is killed, nor when its daemon is killed with it', async () => {
    for (const withDaemon of [false, true]) {
      const folder = await withWaitingChunks();
      const daemons = processesNaming(home()).filter(({ command: text }) => /main\.js daemon/.test(text));
      for (const { pid } of withDaemon ? daemons : []) process.kill(pid, 'SIGKILL');
      command!.child.kill('SIGKILL');
      await command!.ended;
      for (const { pid } of workers()) process.kill(pid, 'SIGCONT');
      await until('every process has ended, Redis too', () => processesNaming(home()).length === 0);
      assert.equal(existsSync(folder), false, withDaemon ? 'with its daemon' : 'alone');
    }
    const { code, stderr } = await framefleet(['detect', video, '--model', DEMO.network, '--json'], home());
    assert.equal(code, 0, stderr);
    assert.equal(payloadFolderOf(home()), null);
  });
});
