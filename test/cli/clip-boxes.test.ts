import assert from 'node:assert/strict';
import { join } from 'node:path';
import { homePaths } from '../../app/home.ts';
import { DuckDbStore } from '../../results/store/duckdb-store.ts';
import { framefleet } from '../fixtures/cli.ts';
import { NUMBERED_CLIPS, NUMBERED_FRAMES, NUMBERED_SIZE, numberIn } from '../fixtures/numbered-clip.ts';
import { storeNumbered } from '../fixtures/numbered-store.ts';
import { requireOutlined } from '../fixtures/outline.ts';
import { rgbFrames } from '../fixtures/rgb-frames.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';

describe('boxes in clips', () => {
  const home = suiteFolder();

  for (const name of ['rotated-vfr.mp4', 'no-index.mkv'] as const) {
    it(`stand where the stored ones do, to 2 pixels, in the first, a middle and the last frame of ${name}`, async () => {
      const run = name.replace('.', '-');
      const path = NUMBERED_CLIPS[name](home);
      const store = await DuckDbStore.open(homePaths(home).storeFile);
      await storeNumbered(store, path, run);
      await store.close();
      const folder = join(home, `of-${name}`);
      const { code, stdout, stderr } = await framefleet(
        ['clips', '-o', folder, '--run', run, '--boxes', '--json'],
        home,
      );
      assert.equal(code, 0, stderr);
      const clips = stdout.split('\n').filter(Boolean);
      const found = clips.map((line) => JSON.parse(line) as { clip: string; firstFrame: number });
      assert.deepEqual(
        found.map(({ firstFrame }) => firstFrame),
        [0, 300, NUMBERED_FRAMES - 1],
      );
      for (const { clip, firstFrame } of found) {
        const frame = { rgb: rgbFrames(join(folder, clip), NUMBERED_SIZE)[0]!, ...NUMBERED_SIZE };
        assert.equal(numberIn(frame), firstFrame);
        requireOutlined(frame, firstFrame, name);
      }
    });
  }
});
