import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { framefleet } from '../fixtures/cli.ts';
import { DEMO, demoClip } from '../fixtures/clips.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';

interface Run {
  readonly uri: string;
  readonly state: string;
  readonly createdAt: string;
  readonly completedAt: string;
  readonly storedFrames: number;
}

describe('several recordings', () => {
  const home = suiteFolder();
  const lengths = [160, 170, 180];
  let clips: string[];

  before(() => {
    clips = lengths.map((frames) => demoClip(join(home, `${frames}.mkv`), frames));
  });

  const detect = (...args: string[]) => framefleet(['detect', ...args, '--model', DEMO.network, '--json'], home);
  const runs = async (): Promise<Run[]> => JSON.parse((await framefleet(['runs', '--json'], home)).stdout);

  it('are done at once, as many as --parallel says, each whole', async () => {
    const { code, stderr } = await detect(...clips, '--parallel', '3');
    assert.equal(code, 0, stderr);
    const stored = (await runs()).sort((a, b) => a.storedFrames - b.storedFrames);
    assert.deepEqual(
      stored.map(({ state, storedFrames }) => [state, storedFrames]),
      lengths.map((frames) => ['complete', frames]),
    );
    const lastBegun = Math.max(...stored.map(({ createdAt }) => Date.parse(createdAt)));
    const firstDone = Math.min(...stored.map(({ completedAt }) => Date.parse(completedAt)));
    assert.ok(lastBegun < firstDone, `${lastBegun} ${firstDone}`);
  });

  it('that are copies of each other are done once, one after the other', async () => {
    const copy = join(home, 'copy.mkv');
    copyFileSync(clips[0]!, copy);
    const { code, stdout, stderr } = await detect(clips[0]!, copy, '--parallel', '2', '--force');
    assert.equal(code, 0, stderr);
    const [first, second] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual([first.state, second.state, first.runId], ['complete', 'complete', second.runId]);
  });

  it('do not keep each other from being done, and end with the gravest code of all', async () => {
    const missing = join(home, 'none.mkv');
    copyFileSync('package.json', missing);
    const { code, stdout, stderr } = await detect(missing, ...clips, '--every', '20', '--parallel', '2');
    assert.equal(code, 3, stderr);
    assert.match(stderr, /none\.mkv/);
    assert.deepEqual(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).storedFrames)
        .sort(),
      [8, 9, 9],
    );
  });
});
