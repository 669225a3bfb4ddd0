import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { ChunkJob } from '../../shared/chunk-job.ts';
import { payloadBytesOf } from '../../shared/chunk-job.ts';
import { ffmpeg } from '../fixtures/clips.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';
import { TestStore } from './produce.ts';

const FRAMES = 48;

describe('a film of 12 frames a second in a stream of 24', () => {
  const folder = suiteFolder();
  let film: string;
  before(() => {
    film = join(folder, 'film.mkv');
    const pattern = 'testsrc2=size=160x120:rate=12,fps=24';
    ffmpeg('-f', 'lavfi', '-i', pattern, '-frames:v', `${FRAMES}`, '-c:v', 'ffv1', film);
  });

  /** Of each frame that was carried, from which one, by index. */
  const carriedIn = (jobs: readonly ChunkJob[]) =>
    jobs.flatMap(({ frames }) =>
      frames.flatMap(({ frameIndex, carriedFrom }) =>
        carriedFrom === undefined ? [] : [[frameIndex, carriedFrom.frameIndex]],
      ),
    );
  const whole = () => Array.from({ length: FRAMES }, (_, index) => index);

  it('is sent half, and accounted for whole', async () => {
    const store = new TestStore();
    const { run } = await store.produce(film);
    assert.deepEqual([run.state, run.storedFrames], ['complete', FRAMES]);
    assert.deepEqual(store.frameIndexes, whole());
    const odd = whole().filter((index) => index % 2 === 1);
    assert.deepEqual(
      carriedIn(store.queue.jobs),
      odd.map((index) => [index, index - 1]),
    );
    const { jobs, payloads } = store.queue;
    assert.deepEqual(
      payloads.map(({ byteLength }) => byteLength),
      jobs.map(payloadBytesOf),
    );
    assert.deepEqual([...new Set(payloads.map(({ byteLength }) => byteLength))], [4 * 64 * 64 * 3]);
  });

  it('names sources in chunks before', async () => {
    const store = new TestStore();
    await store.produce(film, { chunkFrames: 3 });
    const [, second] = store.queue.jobs;
    assert.deepEqual(
      second!.frames.map(({ frameIndex, carriedFrom }) => [frameIndex, carriedFrom]),
      [
        [3, { frameIndex: 2, chunkIndex: 0 }],
        [4, undefined],
        [5, { frameIndex: 4, chunkIndex: 1 }],
      ],
    );
  });

  it('is sent whole where that is asked for, and where the frames that are sampled differ', async () => {
    const asked = new TestStore();
    await asked.produce(film, {}, { carry: false });
    assert.deepEqual(carriedIn(asked.queue.jobs), []);
    const sampled = new TestStore();
    await sampled.produce(film, { every: 2 });
    assert.deepEqual(carriedIn(sampled.queue.jobs), []);
    assert.equal(sampled.frameIndexes.length, FRAMES / 2);
  });

  it('stands for itself in what is sent again: its sources may never be stored', async () => {
    const store = new TestStore();
    const lost = [1];
    const put = store.queue.put.bind(store.queue);
    store.queue.put = async (job: ChunkJob, payload: Uint8Array) => {
      if (lost[0] !== job.chunkIndex) return put(job, payload);
      assert.deepEqual(job.frames[0]!.carriedFrom, { frameIndex: 2, chunkIndex: 0 });
      lost.shift();
      return 'queued';
    };
    const { run } = await store.produce(film, { chunkFrames: 3 });
    assert.equal(run.state, 'complete');
    const again = store.queue.jobs.find(({ chunkIndex }) => chunkIndex === 1)!;
    assert.deepEqual(
      again.frames.map(({ frameIndex, carriedFrom }) => [frameIndex, carriedFrom]),
      [
        [3, undefined],
        [4, undefined],
        [5, { frameIndex: 4, chunkIndex: 1 }],
      ],
    );
  });
});
