import assert from 'node:assert/strict';
import { join } from 'node:path';
import { CaptureWatch } from '../../../results/store/capture-watch.ts';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import { inFreshFolder, sampleFrame, sampleResult, sampleRun, storeResults } from '../fixtures/samples.ts';

const camera = { contentHash: null };
const startedAt = '2026-11-27T17:00:00.000Z';
const report = { captureId: 'c1', startedAt, dropped: [], gaps: [] };

/** A store in which a capture is dead after `silentAfterMs` without a report. */
async function withStore(silentAfterMs: number, body: (store: DuckDbStore) => Promise<void>): Promise<void> {
  await inFreshFolder(async (folder) => {
    const watch = new CaptureWatch(silentAfterMs);
    const store = await DuckDbStore.open(join(folder, 'detections.duckdb'), {}, watch);
    try {
      await body(store);
    } finally {
      await store.close();
    }
  });
}

const later = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('The run of a camera whose capture died', () => {
  it('is ended at what is known of it, and takes what comes later all the same', () =>
    withStore(5, async (store) => {
      const opened = await store.ledger.open(sampleRun({ video: camera }));
      const dropped = [{ chunkIndex: 3, firstFrameIndex: 12, frameCount: 3 }];
      await store.ledger.report(opened, { ...report, dropped });
      await storeResults(store, [sampleResult(2)]);
      await later();
      assert.deepEqual(await store.endCaptures('silent'), ['r1']);
      const ended = await store.ledger.read('r1');
      assert.deepEqual([ended.state, ended.sampledFrames, ended.storedFrames], ['complete', 7, 4]);
      assert.match(ended.inputError!, /^the capture ended without a word/);
      assert.deepEqual(await storeResults(store, [sampleResult(1)]), ['stored']);
      const grown = await store.ledger.read('r1');
      assert.deepEqual([grown.state, grown.sampledFrames, grown.storedFrames], ['complete', 11, 8]);
      assert.deepEqual(await store.endCaptures('silent'), []);
    }));

  it('is open again when the capture reports after all, and ends as that says', () =>
    withStore(5, async (store) => {
      const opened = await store.ledger.open(sampleRun({ video: camera }));
      await store.ledger.report(opened, report);
      await later();
      await store.endCaptures('silent');
      const again = await store.ledger.report(opened, report);
      assert.deepEqual([again.state, again.sampledFrames, again.inputError], ['open', null, null]);
      await storeResults(store, [sampleResult(0)]);
      const end = { sampledFrames: 4, frameCount: null, inputError: null };
      const { state, inputError } = await store.ledger.endInput(opened, end);
      assert.deepEqual([state, inputError], ['complete', null]);
    }));

  it('may be taken over by another capture once it is silent; before, that is refused', async () => {
    const other = { ...report, captureId: 'c2' };
    await withStore(60_000, async (store) => {
      const opened = await store.ledger.open(sampleRun({ video: camera }));
      await store.ledger.report(opened, report);
      await assert.rejects(store.ledger.report(opened, other), { code: 'RUN_CONFLICT' });
    });
    await withStore(5, async (store) => {
      const opened = await store.ledger.open(sampleRun({ video: camera }));
      await store.ledger.report(opened, report);
      await later();
      assert.equal((await store.ledger.report(opened, other)).state, 'open');
    });
  });

  it('is left alone while the capture reports, as recordings and runs that have ended are', () =>
    withStore(60_000, async (store) => {
      const opened = await store.ledger.open(sampleRun({ video: camera }));
      await store.ledger.report(opened, report);
      await store.ledger.open(sampleRun({ runId: 'r2', video: { videoId: 'v2' } }));
      assert.deepEqual(await store.endCaptures('silent'), []);
      assert.deepEqual(await store.endCaptures('all'), ['r1']);
      assert.equal((await store.ledger.read('r2')).state, 'open');
    }));
});

describe('A camera that gives nothing', () => {
  const fromAt = '2026-11-27T17:00:05.250Z';
  const gap = { fromAt, toAt: null, fromSeconds: 5, toSeconds: null, reason: 'no frame came for 10 s' };

  it('is told while that lasts, and no longer than its capture', () =>
    withStore(60_000, async (store) => {
      const opened = await store.ledger.open(sampleRun({ video: camera }));
      await store.ledger.report(opened, report);
      assert.deepEqual(await store.silentCameras(), []);
      await store.ledger.report(opened, { ...report, gaps: [gap] });
      assert.deepEqual(await store.silentCameras(), [{ runId: 'r1', sinceAt: fromAt, reason: gap.reason }]);
      await store.ledger.report(opened, { ...report, gaps: [{ ...gap, toAt: '2026-11-27T17:00:20.000Z' }] });
      assert.deepEqual(await store.silentCameras(), []);
      await store.ledger.report(opened, { ...report, gaps: [{ ...gap, fromAt: '2026-11-27T17:01:00.000Z' }] });
      assert.equal((await store.silentCameras()).length, 1);
      await store.endCaptures('all');
      assert.deepEqual(await store.silentCameras(), []);
    }));
});

describe('The time from capture to store', () => {
  it('is told over the stored frames of a camera, and not for a recording', () =>
    withStore(60_000, async (store) => {
      const opened = await store.ledger.open(sampleRun({ video: camera }));
      assert.equal(await store.reader.latency('r1'), null);
      const capturedAt = (ago: number) => Date.now() - ago;
      const frames = [0, 1, 2, 3].map((index) => sampleFrame(index, { capturedAt: capturedAt(1000 * (index + 1)) }));
      await storeResults(store, [sampleResult(0, { frames })]);
      const dropped = [{ chunkIndex: 1, firstFrameIndex: 4, frameCount: 4 }];
      await store.ledger.report(opened, { ...report, dropped });
      await storeResults(store, [sampleResult(2, { frames: [8, 9, 10, 11].map((index) => sampleFrame(index)) })]);
      const latency = await store.reader.latency('r1');
      assert.equal(latency?.frames, 4);
      const { p50Ms, p95Ms, p99Ms, maxMs } = latency;
      assert.ok(p50Ms >= 2450 && p50Ms <= p95Ms && p95Ms <= p99Ms && p99Ms <= maxMs && maxMs >= 3950, `${maxMs}`);
      await assert.rejects(store.reader.latency('ghost'), { code: 'RUN_NOT_FOUND' });
    }));
});
