import assert from 'node:assert/strict';
import { fixedPace, workersPace } from '../../../app/parallel/pace.ts';

describe('the pace at which recordings are begun', () => {
  const queueOf = (waitingChunks: number, workers: number) => ({ backlog: async () => ({ waitingChunks, workers }) });

  it('is as many at once as were asked for', async () => {
    const pace = fixedPace(3);
    assert.deepEqual(await Promise.all([0, 2, 3].map((decoding) => pace.wantsAnother(decoding))), [true, true, false]);
    assert.ok(fixedPace(20).mostUnderWay >= 40);
  });

  for (const [waitingChunks, workers, decoding, isWanted] of [
    [0, 0, 0, true],
    [100, 2, 0, true],
    [0, 0, 1, false],
    [1, 2, 1, true],
    [2, 2, 1, false],
    [9, 10, 3, true],
    [0, 10, 4, false],
  ] as const) {
    it(`begins ${isWanted ? 'another' : 'no other'} beside ${decoding} while ${waitingChunks} chunks wait for ${workers} workers`, async () => {
      assert.equal(await workersPace(queueOf(waitingChunks, workers), 4).wantsAnother(decoding), isWanted);
    });
  }

  it('gives one that was begun the time to fill the queue', async () => {
    const pace = workersPace(queueOf(0, 10), 4, 50);
    assert.equal(await pace.wantsAnother(0), true);
    assert.equal(await pace.wantsAnother(1), false);
    await new Promise((resolve) => setTimeout(resolve, 60));
    assert.equal(await pace.wantsAnother(1), true);
  });

  it('begins no other while the queue cannot be asked, and one if there is none', async () => {
    const pace = workersPace({ backlog: () => Promise.reject(new Error('gone')) }, 4, 0);
    assert.deepEqual([await pace.wantsAnother(1), await pace.wantsAnother(0)], [false, true]);
  });
});
