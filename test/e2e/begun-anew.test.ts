import assert from 'node:assert/strict';
import { join } from 'node:path';
import { framefleet, type Running, start } from '../fixtures/cli.ts';
import { DEMO, demoClip } from '../fixtures/clips.ts';
import { until } from '../fixtures/processes.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';

const OTHER_FRAMES = 2 * DEMO.frames;

describe('a run that is begun anew on a machine where another one goes on', () => {
  const folder = suiteFolder();
  const home = join(folder, 'home');
  let other: Running;

  const ask = async (...args: string[]) => {
    const { code, stdout, stderr } = await framefleet([...args, '--json'], home);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout);
  };
  const detect = (video: string, ...flags: string[]) =>
    start(['detect', video, '--model', DEMO.network, '--workers', '1', '--json', ...flags], home);
  /** Frames of a run that are stored by now. */
  const storedOf = async (runId: string): Promise<number> => {
    const { code, stdout } = await framefleet(['runs', '--json'], home);
    if (code !== 0) return 0; // there is no store yet
    const runs: { runId: string; storedFrames: number }[] = JSON.parse(stdout);
    return runs.find((run) => run.runId === runId)?.storedFrames ?? 0;
  };

  before(async () => {
    other = detect(demoClip(join(folder, 'other.mp4'), OTHER_FRAMES), '--run', 'other', '--max-queued-mb', '8');
    await until('the other run is under way', async () => (await storedOf('other')) > 0);
    const first = detect(DEMO.clip, '--run', 'mon');
    await until('a part of the first run is stored', async () => (await storedOf('mon')) > 20);
    first.child.kill('SIGINT');
    assert.equal((await first.ended).code, 130);
  });

  it('holds what was asked for last and nothing of before, also once the other has ended', async () => {
    const sampled = DEMO.frames / 20;
    const anew = ['detect', DEMO.clip, '--model', DEMO.network, '--run', 'mon', '--every', '20', '--confidence', '0.6'];
    const run = await ask(...anew, '--force');
    assert.deepEqual([run.state, run.sampledFrames, run.storedFrames], ['complete', sampled, sampled]);

    const { code, stdout, stderr } = await other.ended;
    assert.equal(code, 0, stderr);
    assert.equal(JSON.parse(stdout).storedFrames, OTHER_FRAMES);
    assert.equal(await storedOf('mon'), sampled);
    const { rows }: { rows: { frameIndex: number; confidence: number }[] } = await ask('query', '--run', 'mon');
    assert.ok(rows.length > 0 && rows.every(({ frameIndex }) => frameIndex % 20 === 0));
    assert.ok(rows.every(({ confidence }) => confidence >= 0.6));
  });
});
