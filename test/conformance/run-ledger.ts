import assert from 'node:assert/strict';
import type { CameraGap } from '../../shared/capture.ts';
import type { DetectionStore } from '../../shared/ports.ts';
import {
  failedResult,
  ofRun,
  partlyFailedResult,
  sampleFrame,
  sampleResult,
  sampleRun,
  storeResults,
} from '../results/fixtures/samples.ts';

/** A ledger, and the store that it belongs to as far as results go in. */
export interface LedgerSite extends Pick<DetectionStore, 'ledger' | 'storeChunks'> {
  close(): Promise<void>;
}

const end = { sampledFrames: 12, frameCount: 12, inputError: null };
const startedAt = '2026-11-27T17:00:00.250Z';
const capture = { captureId: 'c1', startedAt, gaps: [] };
const dropped = (...chunkIndexes: number[]) => ({
  ...capture,
  dropped: chunkIndexes.map((chunkIndex) => ({ chunkIndex, firstFrameIndex: chunkIndex * 4, frameCount: 4 })),
});
const span = (firstChunkIndex: number, lastChunkIndex: number, state: string) => ({
  ...{ firstChunkIndex, lastChunkIndex, state },
});

/** What every `RunLedger` does. */
export function testsRunLedger(name: string, openSite: () => Promise<LedgerSite>): void {
  describe(`${name}, as a ledger of runs`, () => {
    let site: LedgerSite;
    let ledger: LedgerSite['ledger'];
    beforeEach(async () => {
      site = await openSite();
      ledger = site.ledger;
    });
    afterEach(() => site.close());

    it('opens a run with what was asked for', async () => {
      const asked = sampleRun();
      const { createdAt, generation, ...run } = await ledger.open(asked);
      assert.ok(generation > 0 && Math.abs(Date.parse(createdAt) - Date.now()) < 60_000);
      assert.deepEqual(run, {
        ...{ runId: 'r1', videoId: 'v1', uri: '/videos/one.mp4', modelId: 'm', modelSha256: asked.model.modelSha256 },
        ...{ settings: asked.settings, completedAt: null, state: 'open', sampledFrames: null, inputError: null },
        ...{
          storedFrames: 0,
          failedFrames: 0,
          droppedFrames: 0,
          carriedFrames: 0,
          detections: 0,
          inferenceMs: 0,
          discardedResults: 0,
        },
        ...{ recordedAt: null, gaps: [] },
      });
    });

    it('completes a run in the call that accounts for its last frame, whichever that is', async () => {
      const steps = {
        store: () => storeResults(site, [sampleResult(0)]),
        fail: () => storeResults(site, [failedResult(1)]),
        drop: async () => ledger.report(await ledger.read('r1'), dropped(2)),
        end: async () => ledger.endInput(await ledger.read('r1'), end),
      };
      for (const last of Object.keys(steps) as (keyof typeof steps)[]) {
        await ledger.open(sampleRun({ force: true }));
        for (const [step, take] of Object.entries(steps)) if (step !== last) await take();
        const before = await ledger.read('r1');
        assert.deepEqual([before.state, before.completedAt], ['open', null], `before ${last}`);
        await steps[last]();
        const after = await ledger.read('r1');
        assert.equal(after.state, 'complete', `after ${last}`);
        assert.ok(after.completedAt !== null && after.completedAt >= after.createdAt);
        assert.deepEqual([after.storedFrames, after.failedFrames, after.droppedFrames], [4, 4, 4]);
        assert.deepEqual([after.detections, after.inferenceMs], [4, 10]);
      }
    });

    it('completes a run of no frames at its end', async () => {
      await ledger.open(sampleRun());
      const run = await ledger.endInput(await ledger.read('r1'), {
        sampledFrames: 0,
        frameCount: null,
        inputError: 'nothing decodes',
      });
      assert.deepEqual([run.state, run.sampledFrames, run.inputError], ['complete', 0, 'nothing decodes']);
    });

    it('says spans in order, neighbours of one state merged', async () => {
      await ledger.open(sampleRun());
      await storeResults(
        site,
        [5, 0, 1, 2].map((index) => sampleResult(index)),
      );
      await storeResults(site, [failedResult(3)]);
      await ledger.report(await ledger.read('r1'), dropped(6));
      const expected = [span(0, 2, 'stored'), span(3, 3, 'failed'), span(5, 5, 'stored'), span(6, 6, 'dropped')];
      assert.deepEqual(await ledger.spans('r1'), expected);
    });

    it('finds a run again: failed chunks are forgotten, stored ones and the cut of the chunks stay', async () => {
      const opened = await ledger.open(sampleRun());
      await storeResults(site, [sampleResult(0), failedResult(1), sampleResult(2)]);
      assert.equal((await ledger.endInput(await ledger.read('r1'), end)).state, 'complete');
      const again = await ledger.open(sampleRun({ settings: { chunkFrames: 32 } }));
      assert.deepEqual([again.state, again.completedAt, again.sampledFrames], ['open', null, 12]);
      assert.deepEqual([again.storedFrames, again.failedFrames, again.settings.chunkFrames], [8, 0, 4]);
      assert.deepEqual([again.createdAt, again.generation], [opened.createdAt, opened.generation]);
      await storeResults(site, [sampleResult(1)]);
      assert.equal((await ledger.read('r1')).state, 'complete');
      assert.equal((await ledger.open(sampleRun())).state, 'complete');
    });

    it('forgets a chunk whole in which a frame failed when the run is found again, so that it is tried again', async () => {
      await ledger.open(sampleRun());
      await storeResults(site, [sampleResult(0), partlyFailedResult(1, [1]), sampleResult(2)]);
      const { state, storedFrames, failedFrames } = await ledger.endInput(await ledger.read('r1'), end);
      assert.deepEqual([state, storedFrames, failedFrames], ['complete', 11, 1]);
      const again = await ledger.open(sampleRun());
      assert.deepEqual([again.state, again.storedFrames, again.failedFrames, again.detections], ['open', 8, 0, 8]);
      assert.deepEqual(await ledger.spans('r1'), [span(0, 0, 'stored'), span(2, 2, 'stored')]);
      await storeResults(site, [partlyFailedResult(1, [1])]);
      const done = await ledger.read('r1');
      assert.deepEqual([done.state, done.storedFrames, done.failedFrames, done.detections], ['complete', 11, 1, 11]);
    });

    it('says where the video of a run was seen last, by whichever run', async () => {
      await ledger.open(sampleRun());
      await ledger.open(sampleRun({ runId: 'r2', video: { uri: '/backup/one.mp4' }, settings: { every: 2 } }));
      assert.equal((await ledger.read('r1')).uri, '/backup/one.mp4');
      assert.equal((await ledger.open(sampleRun())).uri, '/videos/one.mp4');
    });

    for (const [what, changes] of [
      ['video', { video: { videoId: 'v2' } }],
      ['model', { model: { modelSha256: 'c'.repeat(64) } }],
      ['settings', { settings: { every: 2 } }],
    ] as const) {
      it(`refuses a run of the same name with other ${what}, unless forced`, async () => {
        const first = await ledger.open(sampleRun());
        await storeResults(site, [sampleResult(0)]);
        await assert.rejects(ledger.open(sampleRun(changes)), { code: 'RUN_CONFLICT', message: new RegExp(what) });
        assert.equal((await ledger.read('r1')).storedFrames, 4);
        const anew = await ledger.open(sampleRun({ ...changes, force: true }));
        assert.deepEqual([anew.storedFrames, anew.detections, anew.state], [0, 0, 'open']);
        assert.ok(anew.generation > first.generation);
      });
    }

    it('drops a chunk once, and never one that is stored', async () => {
      await ledger.open(sampleRun());
      await storeResults(site, [sampleResult(0)]);
      for (const chunkIndex of [0, 1, 1]) await ledger.report(await ledger.read('r1'), dropped(chunkIndex));
      const run = await ledger.read('r1');
      assert.deepEqual([run.storedFrames, run.droppedFrames], [4, 4]);
    });

    it('keeps the times in which a camera gave nothing, and when its first frame came', async () => {
      const opened = await ledger.open(sampleRun());
      const open: CameraGap = {
        ...{ fromAt: '2026-11-27T17:00:05.000Z', toAt: null, fromSeconds: 5.04, toSeconds: null },
        reason: 'no frame came for 10 s',
      };
      const first = {
        ...open,
        fromAt: '2026-11-27T17:00:01.500Z',
        toAt: '2026-11-27T17:00:03.000Z',
        fromSeconds: null,
      };
      await ledger.report(opened, { ...capture, dropped: [], gaps: [open, first] });
      const closed = { ...open, toAt: '2026-11-27T17:00:21.750Z', toSeconds: 21.79 };
      const run = await ledger.report(opened, { ...capture, dropped: [], gaps: [closed] });
      assert.deepEqual([run.recordedAt, run.gaps], [startedAt, [first, closed]]);
      assert.deepEqual((await ledger.open(sampleRun({ force: true }))).gaps, []);
    });

    it('lets one capture hold a run, and refuses a second one until the run is begun anew', async () => {
      const first = await ledger.open(sampleRun());
      await ledger.report(first, dropped());
      const second = { ...dropped(0), captureId: 'c2' };
      await assert.rejects(ledger.report(first, second), { code: 'RUN_CONFLICT', message: /captured by one command/ });
      assert.equal((await ledger.report(first, dropped())).droppedFrames, 0);
      const anew = await ledger.open(sampleRun({ force: true }));
      assert.equal((await ledger.report(anew, second)).droppedFrames, 4);
      await assert.rejects(ledger.report(first, dropped()), { code: 'RUN_CONFLICT', message: /begun anew/ });
    });

    it('forgets and counts, once the end is known, what lies beyond it or has other frames than a chunk has', async () => {
      await ledger.open(sampleRun());
      const part = (index: number) =>
        sampleResult(index, { frameCount: 2, frames: [sampleFrame(index * 4), sampleFrame(index * 4 + 1)] });
      await storeResults(site, [sampleResult(0), part(1), sampleResult(2), sampleResult(3), sampleResult(40)]);
      const ended = await ledger.endInput(await ledger.read('r1'), {
        sampledFrames: 14,
        frameCount: 14,
        inputError: null,
      });
      assert.deepEqual([ended.state, ended.storedFrames, ended.detections, ended.discardedResults], ['open', 8, 8, 3]);
      assert.deepEqual(await ledger.spans('r1'), [span(0, 0, 'stored'), span(2, 2, 'stored')]);
      assert.deepEqual(await storeResults(site, [sampleResult(1), part(3)]), ['stored', 'stored']);
      const run = await ledger.read('r1');
      assert.deepEqual([run.state, run.storedFrames, run.detections], ['complete', 14, 14]);
    });

    it('leaves what an earlier beginning of a run has left out of account', async () => {
      const first = await ledger.open(sampleRun());
      await ledger.open(sampleRun({ force: true }));
      await ledger.endInput(await ledger.read('r1'), { sampledFrames: 4, frameCount: null, inputError: null });
      assert.deepEqual(await site.storeChunks(ofRun(first, [sampleResult(0)])), ['stale']);
      assert.deepEqual([(await ledger.read('r1')).state, await ledger.spans('r1')], ['open', []]);
      await storeResults(site, [sampleResult(0)]);
      const { state, storedFrames, discardedResults } = await ledger.read('r1');
      assert.deepEqual([state, storedFrames, discardedResults], ['complete', 4, 1]);
    });

    it('takes nothing from a command whose run another one has begun anew', async () => {
      const first = await ledger.open(sampleRun());
      const second = await ledger.open(sampleRun({ force: true, settings: { every: 5 } }));
      const begunAnew = { code: 'RUN_CONFLICT', message: /begun anew/ };
      await ledger.endInput(second, { sampledFrames: 4, frameCount: 20, inputError: null });
      await assert.rejects(ledger.endInput(first, end), begunAnew);
      await assert.rejects(ledger.report(first, dropped(2)), begunAnew);
      await storeResults(site, [sampleResult(0)]);
      const { state, sampledFrames, droppedFrames } = await ledger.read('r1');
      assert.deepEqual([state, sampledFrames, droppedFrames], ['complete', 4, 0]);
    });

    it('does not know runs that were not opened', async () => {
      const unknown = { code: 'RUN_NOT_FOUND', message: /`ghost`/ };
      const ghost = { runId: 'ghost', generation: 1 };
      await assert.rejects(ledger.read('ghost'), unknown);
      await assert.rejects(ledger.spans('ghost'), unknown);
      await assert.rejects(ledger.endInput(ghost, end), unknown);
      await assert.rejects(ledger.report(ghost, dropped(0)), unknown);
    });
  });
}
