import assert from 'node:assert/strict';
import { homePaths } from '../../app/home.ts';
import { framefleet } from '../fixtures/cli.ts';
import { placeOldStore } from '../fixtures/old-store.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';

const DETECT = ['detect', 'demo/clip/demo.mp4', '--model', 'demo/network', '--json'];

describe('a home of the version before stores told theirs', () => {
  const home = suiteFolder();
  before(() => placeOldStore('v1', homePaths(home).storeFile));

  for (const [what, flags, runId, frames] of [
    ['with the settings by default', [], 'rb116378800f32d85', 240],
    ['named by the user', ['--run', 'night', '--every', '20'], 'night', 12],
    [
      'with labels in another order',
      ['--fps', '2', '--classes', 'car,person', '--confidence', '0.5', '--size', '352'],
      'r082f01f248c535a9',
      40,
    ],
  ] as const) {
    it(`has its run ${what} found complete by the same command`, async () => {
      const { code, stdout, stderr } = await framefleet([...DETECT, ...flags], home);
      assert.equal(code, 0, stderr);
      const run = JSON.parse(stdout);
      assert.deepEqual([run.runId, run.state, run.storedFrames], [runId, 'complete', frames]);
      assert.equal(run.framesPerSecond, 0);
    });
  }

  it('has its open run ended by the same command, which does only what is missing', async () => {
    const { code, stdout, stderr } = await framefleet([...DETECT, '--every', '2', '--iou', '0.5'], home);
    assert.equal(code, 0, stderr);
    const run = JSON.parse(stdout);
    assert.deepEqual([run.runId, run.state, run.storedFrames], ['r7de29067fd052a09', 'complete', 120]);
    // 68 frames were stored before
    assert.ok(Math.abs(run.framesPerSecond * run.elapsedSeconds - 52) < 1, stdout);
    const counts = await framefleet(['count', '--by', 'video', '--run', run.runId, '--json'], home);
    assert.equal(JSON.parse(counts.stdout).rows[0].uri.endsWith('/demo/clip/demo.mp4'), true);
  });
});
