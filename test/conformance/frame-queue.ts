import assert from 'node:assert/strict';
import { MAX_CHUNK_BYTES } from '../../shared/chunk-job.ts';
import type { FrameQueue } from '../../shared/ports.ts';
import type { ModelRefusal } from '../../shared/worker-status.ts';
import { chunkJob, payloadFor } from '../queue/chunk-job-fixture.ts';
import type { QueuedChunk } from './memory-frame-queue.ts';

/** The far side of a frames queue: what workers and the results service do with it. */
export interface FrameQueueSite {
  /** One more producer of the same queue. */
  open(maxQueuedBytes: number): Promise<FrameQueue>;
  /** The next chunk, which is worked on from now on; `null` where none waits. */
  take(): Promise<QueuedChunk | null>;
  /** The worker hands the result of a chunk over that it took, deletes the bytes and ends the job. */
  finish(chunkId: string): Promise<void>;
  /** The results service stores the result. */
  store(chunkId: string): Promise<void>;
  announce(workerId: string, refusals: readonly ModelRefusal[]): Promise<void>;
  close(): Promise<void>;
}

/** What Redis keeps for so many bytes has none to spare, apart from some for their job. */
const UNIT = 128 * 1024;
const FOR_JOB = 4096;
const bytesOf = (units: number) => units * UNIT - FOR_JOB;
const BUDGET = 8 * UNIT + FOR_JOB;

/** What every frames queue does, whatever it is made of. */
export function testsFrameQueue(what: string, openSite: () => Promise<FrameQueueSite>): void {
  describe(`${what} as a queue of frames`, () => {
    let site: FrameQueueSite;
    let queue: FrameQueue;
    beforeEach(async () => {
      site = await openSite();
      queue = await site.open(BUDGET);
    });
    afterEach(async () => {
      await queue.close();
      await site.close();
    });

    /** A chunk that takes some units of the budget, of which there are 8. */
    const chunk = (chunkIndex: number, units = 1, generation = 1) => ({
      job: chunkJob(chunkIndex, { generation, frameWidth: FOR_JOB, frameHeight: bytesOf(units) / FOR_JOB }),
      payload: new Uint8Array(bytesOf(units)).fill(chunkIndex + 1),
    });
    const put = ({ job, payload }: QueuedChunk) => queue.put(job, payload);
    const ids = (...indexes: number[]) => indexes.map((index) => chunkJob(index).chunkId);

    it('hands chunks on in the order in which they were put, each with its bytes', async () => {
      for (const index of [0, 1, 2]) assert.equal(await put(chunk(index)), 'queued');
      for (const index of [0, 1, 2]) {
        const taken = await site.take();
        assert.deepEqual(taken?.job, chunk(index).job);
        assert.deepEqual(new Uint8Array(taken.payload), chunk(index).payload);
      }
      assert.equal(await site.take(), null);
    });

    it('keeps its own bytes when the producer uses the buffer again', async () => {
      const { job, payload } = chunk(0);
      await queue.put(job, payload);
      payload.fill(99);
      assert.deepEqual(new Uint8Array((await site.take())!.payload), chunk(0).payload);
    });

    it('takes the part of a buffer that a chunk is', async () => {
      const { job, payload } = chunk(0);
      const buffer = new Uint8Array(payload.length + 300).fill(88);
      buffer.set(payload, 150);
      await queue.put(job, buffer.subarray(150, 150 + payload.length));
      assert.deepEqual(new Uint8Array((await site.take())!.payload), payload);
    });

    it('has each chunk once, while it waits, is worked on, or waits to be stored', async () => {
      const twice = async () => {
        assert.equal(await put(chunk(0)), 'queued');
        assert.deepEqual(await queue.absent(ids(0)), []);
      };
      await twice();
      await twice();
      await site.take();
      await twice();
      assert.equal(await site.take(), null);
      await site.finish(ids(0)[0]!);
      await twice();
      assert.equal(await site.take(), null);
      await site.store(ids(0)[0]!);
      assert.deepEqual(await queue.absent(ids(0)), ids(0));
      await twice();
      assert.ok(await site.take());
    });

    it('names those that are absent, in the order in which it was asked', async () => {
      await put(chunk(1));
      assert.deepEqual(await queue.absent(ids(3, 1, 2)), ids(3, 2));
      assert.deepEqual(await queue.absent([]), []);
    });

    it('takes nothing beyond the budget of all producers together, and goes on when there is room', async () => {
      const other = await site.open(BUDGET);
      await put(chunk(0, 5));
      const { job, payload } = chunk(1, 4);
      assert.equal(await other.put(job, payload), 'full');
      assert.deepEqual(await queue.absent([job.chunkId]), [job.chunkId]);
      await site.take();
      assert.equal(await other.put(job, payload), 'full');
      await site.finish(ids(0)[0]!);
      assert.equal(await other.put(job, payload), 'queued');
      await other.close();
    });

    it('fills the budget, counting each chunk once', async () => {
      await put(chunk(0, 5));
      await put(chunk(0, 5));
      assert.equal(await put(chunk(1, 3)), 'queued');
      assert.equal(await put(chunk(2, 1)), 'full');
    });

    it('lets runs in by turns where room is scarce, a large chunk too', async () => {
      const of = (runId: string, index: number, units: number) => ({
        job: { ...chunk(index, units).job, runId, chunkId: `${runId}-${index}` },
        payload: chunk(index, units).payload,
      });
      for (const index of [0, 1]) assert.equal(await put(of('small', index, 4)), 'queued');
      assert.equal(await put(of('large', 0, 6)), 'full');
      assert.equal(await put(of('small', 2, 4)), 'full');
      await site.take();
      await site.finish('small-0');
      assert.equal(await put(of('small', 2, 4)), 'full'); // there is room for it, but not for both
      await site.take();
      await site.finish('small-1');
      assert.equal(await put(of('small', 2, 4)), 'full');
      assert.equal(await put(of('large', 0, 6)), 'queued');
      assert.equal(await put(of('large', 1, 1)), 'full'); // it is the other's turn
      await site.take();
      await site.finish('large-0');
      assert.equal(await put(of('small', 2, 4)), 'queued');
      assert.equal(await put(of('large', 1, 1)), 'queued');
    });

    it('lets a run in at once where there is room for all that wait before it', async () => {
      await put(chunk(0, 6));
      const [large, small] = [chunkJob(0, { runId: 'large' }), chunkJob(0, { runId: 'small' })];
      assert.equal(await queue.put({ ...large, chunkId: 'l' }, new Uint8Array(bytesOf(7))), 'full');
      await site.take();
      await site.finish(ids(0)[0]!);
      assert.equal(await queue.put({ ...small, chunkId: 's' }, new Uint8Array(bytesOf(1))), 'queued');
      assert.equal(await queue.put({ ...large, chunkId: 'l' }, new Uint8Array(bytesOf(7))), 'queued');
    });

    it('lets one chunk in that is larger than the budget when nothing waits', async () => {
      assert.equal(await put(chunk(0, 40)), 'queued');
      assert.equal(await put(chunk(1, 1)), 'full');
    });

    it('takes no chunk of more than 64 MiB', async () => {
      const { job } = chunk(0);
      await assert.rejects(queue.put(job, new Uint8Array(MAX_CHUNK_BYTES + 1)), { code: 'PAYLOAD_INVALID' });
      assert.equal(await site.take(), null);
    });

    it('tells a run that was begun anew from the one before, which may put no more', async () => {
      await put(chunk(0, 1, 5));
      await put(chunk(0, 1, 6));
      await assert.rejects(put(chunk(1, 1, 5)), { code: 'RUN_CONFLICT' });
      assert.equal(await put(chunk(1, 1, 6)), 'queued');
      const other = chunkJob(0, { runId: 'other', generation: 1 });
      assert.equal(await queue.put(other, payloadFor(other)), 'queued');
    });

    it('says why no worker can run a model, as long as none can', async () => {
      const refusal = { modelKey: 'k', modelId: 'm', reason: 'it is not here' };
      assert.equal(await queue.refusal('k'), null);
      await site.announce('a', [refusal]);
      assert.equal(await queue.refusal('k'), 'a says: it is not here');
      assert.equal(await queue.refusal('other'), null);
      await site.announce('b', []);
      assert.equal(await queue.refusal('k'), null);
    });

    it('tells how much waits, and for how many', async () => {
      assert.deepEqual(await queue.backlog(), { waitingChunks: 0, workers: 0 });
      const other = await site.open(BUDGET);
      await put(chunk(0));
      await other.put(chunk(1).job, chunk(1).payload);
      await site.announce('a', []);
      assert.deepEqual(await queue.backlog(), { waitingChunks: 2, workers: 1 });
      await site.take();
      assert.deepEqual(await queue.backlog(), { waitingChunks: 1, workers: 1 });
      await other.close();
    });

    it('may be closed twice', async () => {
      await queue.close();
      await queue.close();
    });
  });
}
