import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findFfmpeg } from '../../../producer/ffmpeg/find-ffmpeg.ts';
import { FrameSampler } from '../../../producer/recording/frame-sampler.ts';
import { patternClip } from '../../fixtures/clips.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';
import { concatenate } from '../concatenate.ts';
import { decodeAll, indexesOf, upTo } from '../decode.ts';

const all = [{ first: 0, last: Infinity }];
const nothing = { every: 1, fps: null, start: null, end: null };

describe('time stamps that jump', () => {
  const folder = suiteFolder();
  const at = (name: string) => join(folder, name);
  before(async () => {
    patternClip(at('two-seconds.ts'), { frames: 48, fps: 24, output: ['-c:v', 'mpeg2video'] });
    await concatenate(at('joined.ts'), [at('two-seconds.ts'), at('two-seconds.ts')]);
  });

  it('back are sampled on both sides alike', async () => {
    const { frames, decoder } = await decodeAll(at('joined.ts'), { settings: { fps: 5 } });
    const { sourceFrames } = decoder.seen;
    assert.ok(sourceFrames >= 94, `${sourceFrames} frames`);
    const inFirstHalf = indexesOf(frames).filter((index) => index < sourceFrames / 2).length;
    assert.ok(
      Math.abs(frames.length - 20) <= 1 && Math.abs(inFirstHalf - 10) <= 1,
      `${inFirstHalf} of ${frames.length}`,
    );
  });

  for (const [what, sampling, times, expected] of [
    ['forward', { fps: 2 }, [0, 0.25, 0.5, 60, 60.25, 60.5], [0, 2, 3, 5]],
    ['back, ticks going on', { fps: 2 }, [0, 0.25, 0.5, 0.75, 0, 0.25, 0.5], [0, 2, 4, 6]],
    ['back again and again', { fps: 1 }, [0, 0.5, 0, 0.5, 0, 0.5, 0, 0.5], [0, 2, 4, 6]],
    ['back by a little, which is no jump', { fps: 10 }, [0, 0.1, 0.05, 0.15, 0.2], [0, 1, 4]],
    ['back before the beginning', { fps: 1 }, [10, 10.5, 0, 0.5, 1], [0, 2, 4]],
    ['back, start and end by their own stamps', { start: 0.5, end: 1 }, [0, 0.5, 1, 0, 0.5, 1], [1, 4]],
    ['nowhere, since there are none', { fps: 4 }, [null, null, null], [0]],
    ['over gaps without stamps', { fps: 2 }, [0, 0.25, null, null, 1], [0, 2, 4]],
  ] as const) {
    it(`are sampled: ${what}`, () => {
      const sampler = new FrameSampler({ ...nothing, ...sampling }, all, 1 / 1000);
      const sampled: number[] = [];
      for (const time of times) {
        sampler.take(time === null ? null : time * 1000);
        if (sampler.ordinal >= 0) sampled.push(sampler.frameIndex);
      }
      assert.deepEqual(sampled, expected);
    });
  }

  it('are sampled in ffmpeg as they are here, so that one pass is enough', async () => {
    const starts = at('starts');
    const { path } = await findFfmpeg(null);
    const counting = at('counting-ffmpeg');
    await writeFile(counting, `#!/bin/sh\necho "$*" >> '${starts}'\nexec '${path}' "$@"\n`, { mode: 0o755 });
    for (const settings of [{ fps: 5 }, { fps: 0.7 }, { every: 3, fps: 6 }, { fps: 23.976, start: 0.3, end: 1.7 }]) {
      await writeFile(starts, '');
      const { frames } = await decodeAll(at('joined.ts'), { settings, ffmpegPath: counting });
      assert.ok(frames.length > 1);
      const started = (await readFile(starts, 'utf8')).split('\n').filter((line) => line.includes(' -i '));
      assert.equal(started.length, 1);
    }
  });

  it('leave each frame its own index and stamp', async () => {
    const { frames } = await decodeAll(at('joined.ts'));
    assert.deepEqual(indexesOf(frames), upTo(frames.length));
    assert.ok(frames.at(-1)!.pts < frames.length * 3750, 'in ticks of 1/90000 s');
  });
});
