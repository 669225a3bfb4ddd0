import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ChunkJob } from '../../../shared/chunk-job.ts';
import { patternClip } from '../../fixtures/clips.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';
import { upTo } from '../decode.ts';
import { TestStore } from '../produce.ts';

describe('a chunk that gets lost while its video is still read', () => {
  const folder = suiteFolder();

  for (const name of ['lost.mp4', 'lost.h264']) {
    it(`is put on the queue again before the end is reached: ${name}`, async () => {
      const path = patternClip(join(folder, name), {
        ...{ frames: 1200, fps: 12, size: '64x48' },
        output: ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '48'],
      });
      const store = new TestStore();
      const lost = [35, 36];
      const put = store.queue.put.bind(store.queue);
      store.queue.put = async (job: ChunkJob, payload: Uint8Array) => {
        await delay(20); // 150 chunks: longer than from one look to the next
        if (lost[0] !== job.chunkIndex) return put(job, payload);
        lost.shift();
        return 'queued';
      };
      const { run } = await store.produce(path);
      assert.deepEqual([run.state, run.storedFrames], ['complete', 1200]);
      assert.deepEqual(store.frameIndexes, upTo(1200));
      const order = store.queue.jobs.map(({ chunkIndex }) => chunkIndex);
      assert.ok(order.indexOf(36) < order.indexOf(149), `${order}`);
    });
  }
});
