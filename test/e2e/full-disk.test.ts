import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type Running, start } from '../fixtures/cli.ts';
import { DEMO, demoClip } from '../fixtures/clips.ts';
import { processesNaming, until } from '../fixtures/processes.ts';
import { skip } from '../fixtures/skip.ts';
import { suiteFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';

const FRAMES = 480;

describe('detect whose store has no room', () => {
  const video = join(suiteFolder(), 'video.mp4');
  before(() => demoClip(video, FRAMES));
  let command: Running | null = null;
  afterEach(async () => {
    command?.child.kill('SIGKILL');
    await command?.ended;
    await until('every process has ended', () => processesNaming(home()).length === 0);
  });
  const home = temporaryFolder();

  it('says so, and is done with every frame once there is room', async function () {
    if (process.platform !== 'linux') skip(this, 'another system than Linux');
    command = start(['detect', video, '--model', DEMO.network, '--workers', '2', '--json'], home());
    let said = '';
    command.child.stderr!.on('data', (text: string) => {
      said += text;
    });
    const daemon = () => processesNaming(home()).find(({ command: text }) => /main\.js daemon/.test(text));
    const workers = () => processesNaming(home()).filter(({ command: text }) => / worker/.test(text));
    await until('the second worker is there, and so the run is open', () => workers().length === 2);
    const limit = (bytes: string) => execFileSync('prlimit', ['--pid', `${daemon()!.pid}`, `--fsize=${bytes}`]);
    limit('1000:unlimited');
    const sentence = 'waiting: the results service cannot store what is found (';
    await until('it says so', () => said.includes(sentence) || command!.child.exitCode !== null);
    assert.ok(said.includes(sentence), said);
    limit('unlimited:unlimited');
    const { code, stdout, stderr } = await command.ended;
    assert.equal(code, 0, stderr);
    assert.match(stderr, /framefleet: goes on/);
    const { state, storedFrames, failedFrames } = JSON.parse(stdout);
    assert.deepEqual([state, storedFrames, failedFrames], ['complete', FRAMES, 0]);
  });
});
