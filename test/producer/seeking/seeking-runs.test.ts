import assert from 'node:assert/strict';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ffmpeg, findFfmpeg } from '../../../producer/ffmpeg/find-ffmpeg.ts';
import type { ChunkJob } from '../../../shared/chunk-job.ts';
import { patternClip } from '../../fixtures/clips.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';
import { upTo } from '../decode.ts';
import { TestStore } from '../produce.ts';

const FRAMES = 720;
const FPS = 12;

describe('a run of which only the end is missing', () => {
  const folder = temporaryFolder();

  /** An ffmpeg that notes what it is asked for, and those notes. */
  async function noted(): Promise<{ ffmpeg: Ffmpeg; seeks: () => number[] }> {
    const { path } = await findFfmpeg(null);
    const [script, notes] = [join(folder(), 'ffmpeg.sh'), join(folder(), 'notes')];
    writeFileSync(script, `#!/bin/sh\necho "$@" >> '${notes}'\nexec '${path}' "$@"\n`);
    chmodSync(script, 0o755);
    const ffmpeg = await findFfmpeg(script);
    const seeks = () => [...readFileSync(notes, 'utf8').matchAll(/ -ss (\S+) /g)].map(([, seconds]) => Number(seconds));
    return { ffmpeg, seeks };
  }
  const clip = () =>
    patternClip(join(folder(), 'clip.mp4'), {
      ...{ frames: FRAMES, fps: FPS, size: '96x64' },
      output: ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '48'],
    });

  it('is decoded from there where it begins late', async () => {
    const { ffmpeg, seeks } = await noted();
    const store = new TestStore();
    const { run } = await store.produce(clip(), { start: 55 }, { ffmpeg });
    assert.deepEqual([run.state, run.storedFrames], ['complete', 60]);
    assert.deepEqual(store.frameIndexes, upTo(FRAMES).slice(660));
    assert.ok(seeks().length > 0 && seeks().every((seconds) => seconds > 45 && seconds <= 55), `${seeks()}`);
  });

  it('is decoded from there where the rest is stored', async () => {
    const { ffmpeg, seeks } = await noted();
    const store = new TestStore();
    const path = clip();
    const put = store.queue.put.bind(store.queue);
    store.queue.put = async (job: ChunkJob, payload: Uint8Array) =>
      job.chunkIndex < 80 ? put(job, payload) : 'queued';
    await store.produce(path, {}, { ffmpeg, wait: false }).catch(() => undefined); // its chunks are lost again and again
    assert.deepEqual(store.frameIndexes, upTo(640));
    const before = seeks().length;
    store.queue.put = put;
    const { run } = await store.produce(path, {}, { ffmpeg });
    assert.deepEqual([run.state, run.storedFrames], ['complete', FRAMES]);
    assert.deepEqual(store.frameIndexes, upTo(FRAMES));
    const later = seeks().slice(before);
    assert.ok(later.length > 0 && later.every((seconds) => seconds > 40 && seconds <= 54), `${later}`);
  });
});
