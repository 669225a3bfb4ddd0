import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Database } from '../../../results/store/database.ts';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import { rowsOf } from '../../../results/store/rows.ts';
import type { RunLedger } from '../../../shared/ports.ts';
import {
  failedResult,
  inFreshFolder,
  sampleFrame,
  sampleResult,
  sampleRun,
  storeResults,
} from '../fixtures/samples.ts';

const end = { sampledFrames: 12, frameCount: 12, inputError: null };

async function withLedger(body: (ledger: RunLedger, store: DuckDbStore) => Promise<void>): Promise<void> {
  await inFreshFolder(async (folder) => {
    const store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
    try {
      await body(store.ledger, store);
    } finally {
      await store.close();
    }
  });
}

describe('The ledger', () => {
  it('completes a run in the call that accounts for its last frame, whichever that is', () =>
    withLedger(async (ledger, store) => {
      const steps = {
        store: () => storeResults(store, [sampleResult(0)]),
        fail: () => storeResults(store, [failedResult(1)]),
        drop: () => ledger.drop('r1', { chunkIndex: 2, firstFrameIndex: 8, frameCount: 4 }),
        end: () => ledger.endInput('r1', end),
      };
      for (const last of Object.keys(steps) as (keyof typeof steps)[]) {
        await ledger.open(sampleRun({ force: true }));
        for (const [name, step] of Object.entries(steps)) if (name !== last) await step();
        const before = await ledger.read('r1');
        assert.deepEqual([before.state, before.completedAt], ['open', null], `before ${last}`);
        await steps[last]();
        const after = await ledger.read('r1');
        assert.equal(after.state, 'complete', `after ${last}`);
        assert.ok(after.completedAt !== null && after.completedAt >= after.createdAt);
        assert.deepEqual([after.storedFrames, after.failedFrames, after.droppedFrames], [4, 4, 4]);
        assert.equal(after.inferenceMs, 10);
      }
    }));

  it('completes a run of no frames at its end', () =>
    withLedger(async (ledger) => {
      await ledger.open(sampleRun());
      const run = await ledger.endInput('r1', { sampledFrames: 0, frameCount: null, inputError: 'nothing decodes' });
      assert.deepEqual([run.state, run.sampledFrames, run.inputError], ['complete', 0, 'nothing decodes']);
    }));

  it('says spans in order, neighbours of one state merged', () =>
    withLedger(async (ledger, store) => {
      await ledger.open(sampleRun());
      await storeResults(
        store,
        [5, 0, 1, 2].map((index) => sampleResult(index)),
      );
      await storeResults(store, [failedResult(3)]);
      await ledger.drop('r1', { chunkIndex: 6, firstFrameIndex: 24, frameCount: 4 });
      assert.deepEqual(await ledger.spans('r1'), [
        { firstChunkIndex: 0, lastChunkIndex: 2, state: 'stored' },
        { firstChunkIndex: 3, lastChunkIndex: 3, state: 'failed' },
        { firstChunkIndex: 5, lastChunkIndex: 5, state: 'stored' },
        { firstChunkIndex: 6, lastChunkIndex: 6, state: 'dropped' },
      ]);
    }));

  it('finds a run again: failed chunks are forgotten, stored ones and the cut of the chunks stay', () =>
    withLedger(async (ledger, store) => {
      const opened = await ledger.open(sampleRun());
      await storeResults(store, [sampleResult(0), failedResult(1), sampleResult(2)]);
      assert.equal((await ledger.endInput('r1', end)).state, 'complete');
      const again = await ledger.open(sampleRun({ settings: { chunkFrames: 32 } }));
      assert.deepEqual([again.state, again.completedAt, again.sampledFrames], ['open', null, 12]);
      assert.deepEqual([again.storedFrames, again.failedFrames, again.settings.chunkFrames], [8, 0, 4]);
      assert.equal(again.createdAt, opened.createdAt);
      await storeResults(store, [sampleResult(1)]);
      assert.equal((await ledger.read('r1')).state, 'complete');
      assert.equal((await ledger.open(sampleRun())).state, 'complete');
    }));

  for (const [what, changes] of [
    ['video', { video: { videoId: 'v2' } }],
    ['model', { model: { modelSha256: 'c'.repeat(64) } }],
    ['settings', { settings: { every: 2 } }],
  ] as const) {
    it(`refuses a run of the same name with other ${what}, unless forced`, () =>
      withLedger(async (ledger, store) => {
        await ledger.open(sampleRun());
        await storeResults(store, [sampleResult(0)]);
        await assert.rejects(ledger.open(sampleRun(changes)), { code: 'RUN_CONFLICT', message: new RegExp(what) });
        assert.equal((await ledger.read('r1')).storedFrames, 4);
        const anew = await ledger.open(sampleRun({ ...changes, force: true }));
        assert.deepEqual([anew.storedFrames, anew.detections, anew.state], [0, 0, 'open']);
      }));
  }

  it('drops a chunk once, and never one that is stored', () =>
    withLedger(async (ledger, store) => {
      await ledger.open(sampleRun());
      await storeResults(store, [sampleResult(0)]);
      for (const chunkIndex of [0, 1, 1])
        await ledger.drop('r1', { chunkIndex, firstFrameIndex: chunkIndex * 4, frameCount: 4 });
      const run = await ledger.read('r1');
      assert.deepEqual([run.storedFrames, run.droppedFrames], [4, 4]);
    }));

  it('does not know runs that were not opened', () =>
    withLedger(async (ledger, store) => {
      const unknown = { code: 'RUN_NOT_FOUND', message: /`ghost`/ };
      await assert.rejects(ledger.read('ghost'), unknown);
      await assert.rejects(ledger.spans('ghost'), unknown);
      await assert.rejects(ledger.endInput('ghost', end), unknown);
      await assert.rejects(ledger.drop('ghost', { chunkIndex: 0, firstFrameIndex: 0, frameCount: 1 }), unknown);
      assert.deepEqual(await store.storeChunks([sampleResult(0, { runId: 'ghost' })]), ['unknown-run']);
    }));

  it('keeps when a video was recorded, from the best source that said so', () =>
    inFreshFolder(async (folder) => {
      const path = join(folder, 'detections.duckdb');
      const recorded = async (at: string | null, source: 'flag' | 'name' | 'container' | null) => {
        const store = await DuckDbStore.open(path);
        await store.ledger.open(sampleRun({ video: { recordedAt: at, recordedAtSource: source } }));
        await store.close();
        const database = await Database.open({ path, readOnly: true, memoryMb: 100 });
        const [row] = await database.read((connection) =>
          rowsOf(connection, {
            sql: 'SELECT recorded_at::VARCHAR AS at, recorded_at_source AS source FROM videos',
            values: {},
          }),
        );
        await database.close();
        return row;
      };
      const name = { at: '2026-03-01 10:00:00.25', source: 'name' };
      const flag = { at: '2026-03-01 11:00:00', source: 'flag' };
      assert.deepEqual(await recorded(null, null), { at: null, source: null });
      assert.deepEqual(await recorded('2026-03-01T10:00:00.250Z', 'name'), name);
      assert.deepEqual(await recorded('2020-01-01T00:00:00Z', 'container'), name);
      assert.deepEqual(await recorded(null, null), name);
      assert.deepEqual(await recorded('2026-03-01T11:00:00Z', 'flag'), flag);
      assert.deepEqual(await recorded('2026-03-01T10:00:00.250Z', 'name'), flag);
    }));

  it('forgets and counts, once the end is known, what was stored beyond it or with other frames than a chunk has', () =>
    withLedger(async (ledger, store) => {
      await ledger.open(sampleRun());
      const part = (index: number) =>
        sampleResult(index, { frameCount: 2, frames: [sampleFrame(index * 4), sampleFrame(index * 4 + 1)] });
      await storeResults(store, [sampleResult(0), part(1), sampleResult(2), sampleResult(3), sampleResult(40)]);
      const ended = await ledger.endInput('r1', { sampledFrames: 14, frameCount: 14, inputError: null });
      assert.deepEqual([ended.state, ended.storedFrames, ended.detections, ended.discardedResults], ['open', 8, 8, 3]);
      assert.deepEqual(await ledger.spans('r1'), [
        { firstChunkIndex: 0, lastChunkIndex: 0, state: 'stored' },
        { firstChunkIndex: 2, lastChunkIndex: 2, state: 'stored' },
      ]);
      assert.deepEqual(await storeResults(store, [sampleResult(1), part(3)]), ['stored', 'stored']);
      const run = await ledger.read('r1');
      assert.deepEqual([run.state, run.storedFrames, run.detections], ['complete', 14, 14]);
      const rows = [];
      for await (const batch of await store.reader.detections({})) rows.push(...batch.map((row) => row.frameIndex));
      assert.deepEqual(rows, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    }));

  it('begins a run anew in which an older version has stored more frames than it has', () =>
    inFreshFolder(async (folder) => {
      const path = join(folder, 'detections.duckdb');
      const store = await DuckDbStore.open(path);
      const first = await store.ledger.open(sampleRun());
      await storeResults(
        store,
        [0, 1, 2].map((index) => sampleResult(index)),
      );
      await store.close();
      const database = await Database.open({ path, readOnly: false, memoryMb: 100 });
      await database.write((connection) => connection.run("UPDATE runs SET sampled_frames = 2, state = 'complete'"));
      await database.close();
      const again = await DuckDbStore.open(path);
      const run = await again.ledger.open(sampleRun());
      assert.deepEqual([run.state, run.sampledFrames, run.storedFrames, run.detections], ['open', null, 0, 0]);
      assert.ok(run.generation > first.generation);
      await again.close();
    }));
});
