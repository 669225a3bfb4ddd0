import assert from 'node:assert/strict';
import {
  carriedResult,
  failedResult,
  ofRun,
  partlyFailedResult,
  sampleDetection,
  sampleFrame,
  sampleResult,
  sampleRun,
  storeResults,
} from '../results/fixtures/samples.ts';
import type { LedgerSite } from './run-ledger.ts';

/** What every `DetectionStore` does with results. */
export function testsDetectionStore(name: string, openSite: () => Promise<LedgerSite>): void {
  describe(`${name}, as a store of results`, () => {
    let store: LedgerSite;
    beforeEach(async () => {
      store = await openSite();
    });
    afterEach(() => store.close());
    const run = () => store.ledger.read('r1');

    it('stores a chunk once however often and however concurrently it is delivered', async () => {
      await store.ledger.open(sampleRun());
      const chunks = Array.from({ length: 20 }, (_, index) => sampleResult(index));
      const deliveries = Array.from({ length: 5 }, () => storeResults(store, [...chunks, ...chunks]));
      const outcomes = (await Promise.all(deliveries)).flat();
      assert.equal(outcomes.filter((outcome) => outcome === 'stored').length, 20);
      assert.ok(outcomes.every((outcome) => outcome === 'stored' || outcome === 'skipped'));
      const { storedFrames, detections, discardedResults } = await run();
      assert.deepEqual([storedFrames, detections, discardedResults], [80, 80, 0]);
      const whole = [{ firstChunkIndex: 0, lastChunkIndex: 19, state: 'stored' }];
      assert.deepEqual(await store.ledger.spans('r1'), whole);
    });

    it('lets a later stored result take the place of a failed one, and no other', async () => {
      await store.ledger.open(sampleRun());
      assert.deepEqual(await storeResults(store, [failedResult(0), failedResult(0)]), ['stored', 'skipped']);
      assert.equal((await run()).failedFrames, 4);
      assert.deepEqual(await storeResults(store, [sampleResult(0), failedResult(0)]), ['stored', 'skipped']);
      const { storedFrames, failedFrames, detections } = await run();
      assert.deepEqual([storedFrames, failedFrames, detections], [4, 0, 4]);
    });

    it('stores the frames of a chunk that could be processed, and what lacks fewer of them in its place', async () => {
      await store.ledger.open(sampleRun());
      assert.deepEqual(await storeResults(store, [partlyFailedResult(0, [0, 2])]), ['stored']);
      const partly = await run();
      assert.deepEqual([partly.storedFrames, partly.failedFrames, partly.detections], [2, 2, 2]);
      assert.ok(Math.abs(partly.inferenceMs - 10) < 1e-9);
      assert.deepEqual(await store.ledger.spans('r1'), [{ firstChunkIndex: 0, lastChunkIndex: 0, state: 'failed' }]);
      const next = [
        failedResult(0),
        partlyFailedResult(0, [1, 3]),
        partlyFailedResult(0, [3]),
        partlyFailedResult(0, [0]),
      ];
      assert.deepEqual(await storeResults(store, next), ['skipped', 'skipped', 'stored', 'skipped']);
      const better = await run();
      assert.deepEqual([better.storedFrames, better.failedFrames, better.detections], [3, 1, 3]);
      assert.deepEqual(await storeResults(store, [sampleResult(0)]), ['stored']);
      const whole = await run();
      assert.deepEqual([whole.storedFrames, whole.failedFrames, whole.detections], [4, 0, 4]);
    });

    it('gives frames that are the same as others what those hold, whichever comes first', async () => {
      await store.ledger.open(sampleRun());
      const found = [sampleDetection(), sampleDetection({ label: 'car', classId: 1, confidence: 0.4 })];
      const first = sampleResult(0, {
        frames: [0, 1, 2, 3].map((index) => sampleFrame(index, { detections: found.slice(index % 3) })),
      });
      const second = carriedResult(1, [
        [4, 0, 0],
        [6, 2, 0],
        [7, 5, 1],
      ]);
      const third = carriedResult(2, [
        [8, 5, 1],
        [9, 5, 1],
        [10, 0, 0],
        [11, 0, 0],
      ]);
      assert.deepEqual(await storeResults(store, [third, second]), ['early', 'early']);
      assert.deepEqual([(await run()).storedFrames, await store.ledger.spans('r1')], [0, []]);
      assert.deepEqual(await storeResults(store, [third, first]), ['early', 'stored']);
      assert.deepEqual(await storeResults(store, [third, second, third]), ['stored', 'stored', 'skipped']);
      const { storedFrames, carriedFrames, detections, failedFrames } = await run();
      // frames 0 and 3 hold two, 1 one, 2 none, 5 one; 4, 10 and 11 are as 0, 6 as 2, 7 to 9 as 5
      assert.deepEqual([storedFrames, carriedFrames, failedFrames, detections], [12, 7, 0, 5 + 1 + 3 * 2 + 3]);
      const whole = [{ firstChunkIndex: 0, lastChunkIndex: 2, state: 'stored' }];
      assert.deepEqual(await store.ledger.spans('r1'), whole);
    });

    it('lets frames fail with those that they are the same as', async () => {
      await store.ledger.open(sampleRun());
      const same = [
        carriedResult(1, [
          [4, 1, 0],
          [5, 0, 0],
        ]),
        carriedResult(2, [[8, 4, 1]]),
      ];
      assert.deepEqual(await storeResults(store, [partlyFailedResult(0, [1]), ...same]), [
        'stored',
        'stored',
        'stored',
      ]);
      const { storedFrames, failedFrames, carriedFrames } = await run();
      assert.deepEqual([storedFrames, failedFrames, carriedFrames], [9, 3, 1]);
      await store.ledger.open(sampleRun());
      assert.deepEqual([(await run()).storedFrames, (await run()).carriedFrames], [0, 0]);
    });

    it('takes the results of several runs at once, and knows those that nobody opened', async () => {
      const runs = [await store.ledger.open(sampleRun()), await store.ledger.open(sampleRun({ runId: 'r2' }))];
      const mixed = [...runs.flatMap((one) => ofRun(one, [sampleResult(0)])), sampleResult(0, { runId: 'ghost' })];
      assert.deepEqual(await store.storeChunks(mixed), ['stored', 'stored', 'unknown-run']);
      assert.deepEqual([(await run()).storedFrames, (await store.ledger.read('r2')).storedFrames], [4, 4]);
    });

    it('discards and counts what is left of a run that was begun anew', async () => {
      const first = await store.ledger.open(sampleRun());
      const again = await store.ledger.open(sampleRun({ force: true, settings: { every: 20, confidence: 0.6 } }));
      const left = ofRun(first, [sampleResult(0), sampleResult(1), failedResult(2)]);
      const outcomes = await store.storeChunks([...left, ...ofRun(again, [sampleResult(0)])]);
      assert.deepEqual(outcomes, ['stale', 'stale', 'stale', 'stored']);
      await store.ledger.endInput(await store.ledger.read('r1'), {
        sampledFrames: 4,
        frameCount: null,
        inputError: null,
      });
      const { state, storedFrames, detections, discardedResults } = await run();
      assert.deepEqual([state, storedFrames, detections, discardedResults], ['complete', 4, 4, 3]);
    });

    it('refuses and counts results beyond the extent of their run', async () => {
      const opened = await store.ledger.open(sampleRun());
      await store.ledger.endInput(await store.ledger.read('r1'), {
        sampledFrames: 4,
        frameCount: null,
        inputError: null,
      });
      const beyond = [sampleResult(1), sampleResult(0, { frameCount: 200_000 }), sampleResult(0)];
      assert.deepEqual(await store.storeChunks(ofRun(opened, beyond)), ['refused', 'refused', 'stored']);
      const { state, storedFrames, discardedResults } = await run();
      assert.deepEqual([state, storedFrames, discardedResults], ['complete', 4, 2]);
    });
  });
}
