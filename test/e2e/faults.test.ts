import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { homePaths } from '../../app/home.ts';
import { framefleet, start } from '../fixtures/cli.ts';
import { DEMO, demoClip } from '../fixtures/clips.ts';
import { processesNaming, until } from '../fixtures/processes.ts';
import { suiteFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';
import { askSocket } from '../fuzz/ask-socket.ts';

const FRAMES = 480;

describe('faults while a run is under way', () => {
  const video = join(suiteFolder(), 'video.mp4');
  before(() => demoClip(video, FRAMES));
  afterEach(() => until('every process has ended', () => processesNaming(home()).length === 0));
  const home = temporaryFolder();

  const args = ['detect', video, '--model', DEMO.network, '--workers', '1', '--json'];
  const storedFrames = async () => {
    const { stdout, code } = await framefleet(['runs', '--format', 'json'], home());
    return code === 0 ? (JSON.parse(stdout)[0]?.storedFrames ?? 0) : 0;
  };
  /** Asks the service itself: a command of ours takes longer to start than half of the run to be done. */
  const storedByNow = async () => {
    const asked = askSocket(homePaths(home()).resultsSocket, { method: 'GET', path: '/v1/runs' }, 5_000);
    const answer = await asked.catch(() => null);
    return answer?.status === 200 ? (JSON.parse(answer.body)[0]?.storedFrames ?? 0) : 0;
  };
  const aQuarterIsStored = () => until('a quarter is stored', async () => (await storedByNow()) > FRAMES / 4);

  for (const [what, pattern] of [
    ['a worker', /main\.js worker/],
    ['the private Redis', /redis-server/],
    ['the results service', /main\.js daemon/],
  ] as const) {
    it(`stores every frame once when ${what} is killed`, async () => {
      const { ended } = start(args, home());
      await aQuarterIsStored();
      const victim = processesNaming(home()).find(({ command }) => pattern.test(command));
      assert.ok(victim);
      process.kill(victim.pid, 'SIGKILL');
      const { code, stdout, stderr } = await ended;
      assert.equal(code, 0, stderr);
      const { state, storedFrames: stored, failedFrames } = JSON.parse(stdout);
      assert.deepEqual([state, stored, failedFrames], ['complete', FRAMES, 0]);
    });
  }

  it('resumes a run that Ctrl-C stopped, and stores only what was missing', async () => {
    const first = start(args, home());
    await aQuarterIsStored();
    first.child.kill('SIGINT');
    const stopped = await first.ended;
    assert.equal(stopped.code, 130);
    const before = await storedFrames();
    assert.ok(before > FRAMES / 4 && before < FRAMES);
    const second = await framefleet(args, home());
    assert.equal(second.code, 0, second.stderr);
    assert.equal(JSON.parse(second.stdout).storedFrames, FRAMES);
    const { stdout } = await framefleet(['runs', '--format', 'json'], home());
    assert.equal(JSON.parse(stdout).length, 1);
  });

  it('leaves nothing behind when command and daemon are killed together, and the same command is done soon', async () => {
    const first = start(args, home());
    await aQuarterIsStored();
    const daemon = processesNaming(home()).find(({ command }) => /main\.js daemon/.test(command));
    assert.ok(daemon);
    process.kill(daemon.pid, 'SIGKILL');
    first.child.kill('SIGKILL');
    await first.ended;
    await until('every process has ended, Redis too', () => processesNaming(home()).length === 0);
    const second = await framefleet(args, home());
    assert.equal(second.code, 0, second.stderr);
    assert.equal(JSON.parse(second.stdout).storedFrames, FRAMES);
  });

  it('leaves nothing behind when the command itself is killed and run once more', async () => {
    const first = start(args, home());
    await aQuarterIsStored();
    first.child.kill('SIGKILL');
    await first.ended;
    const second = await framefleet(args, home());
    assert.equal(second.code, 0, second.stderr);
    assert.equal(JSON.parse(second.stdout).storedFrames, FRAMES);
    await until('every process has ended', () => processesNaming(home()).length === 0);
    const runFolder = join(home(), 'run');
    assert.deepEqual(existsSync(runFolder) ? readdirSync(runFolder) : [], []);
  });
});
