import assert from 'node:assert/strict';
import { copyFile, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { framefleet } from '../fixtures/cli.ts';
import { DEMO, demoClip } from '../fixtures/clips.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';

describe('a video that is seen in several places', () => {
  const folder = suiteFolder();
  const home = join(folder, 'home');
  const videos = join(folder, 'videos');

  async function detect(...inputs: string[]): Promise<Record<string, unknown>[]> {
    const flags = ['--model', DEMO.network, '--workers', '1', '--json'];
    const { code, stdout, stderr } = await framefleet(['detect', ...inputs, ...flags], home);
    assert.equal(code, 0, stderr);
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  }

  /** The address that answers about a name give. */
  async function uriOf(video: string): Promise<string> {
    const { code, stdout, stderr } = await framefleet(['count', '--by', 'video', '--video', video, '--json'], home);
    assert.equal(code, 0, stderr);
    const [row, ...others] = JSON.parse(stdout).rows;
    assert.deepEqual(others, []);
    return row.uri;
  }

  before(async () => {
    await mkdir(videos);
    const clip = demoClip(join(videos, 'cam1.mp4'), 12);
    await copyFile(clip, join(videos, 'cam2.mp4'));
  });

  it('is one video, and each name is told and answers', async () => {
    const [first, second] = await detect(videos);
    assert.deepEqual([first?.uri, second?.uri], [join(videos, 'cam1.mp4'), join(videos, 'cam2.mp4')]);
    assert.equal(first?.videoId, second?.videoId);
    for (const name of ['cam1.mp4', 'cam2.mp4', join(videos, 'cam1.mp4'), `${first?.videoId}`]) {
      assert.equal(await uriOf(name), join(videos, 'cam2.mp4'), name);
    }
  });

  it('answers to its new name once it was moved and seen there, and to the old ones', async () => {
    const moved = join(folder, 'moved.mp4');
    await rename(join(videos, 'cam2.mp4'), moved);
    const [run] = await detect(moved);
    assert.deepEqual([run?.uri, run?.state, run?.framesPerSecond], [moved, 'complete', 0]);
    for (const name of ['moved.mp4', moved, 'cam1.mp4', 'cam2.mp4']) assert.equal(await uriOf(name), moved, name);
  });

  it('was looked at for every label of its model: one that was not seen is counted as none', async () => {
    const labels = 'person,bicycle,car,bus,dog,bird,boat,bottle'.split(',');
    const counted = await framefleet(['count', '--json'], home);
    const seen = JSON.parse(counted.stdout).rows.map((row: { label: string }) => row.label);
    const unseen = labels.filter((label) => !seen.includes(label));
    assert.ok(unseen.length > 0, `12 frames hold no more than some of ${labels}`);
    const none = await framefleet(['count', '--label', unseen.join(','), '--json'], home);
    const { rows } = JSON.parse(none.stdout);
    assert.deepEqual(
      rows.map((row: { detections: number; lookedFrames: number }) => [row.detections, row.lookedFrames]),
      unseen.map(() => [0, 12]),
    );
    const mistaken = await framefleet(['count', '--label', 'bicycel'], home);
    assert.equal(mistaken.code, 2);
    assert.match(mistaken.stderr, /near: bicycle\), got `bicycel`/);
  });
});
