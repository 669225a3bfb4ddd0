import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Database } from '../../../results/store/database.ts';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import { rowsOf } from '../../../results/store/rows.ts';
import { inFreshFolder, sampleFrame, sampleResult, sampleRun, storeResults } from '../fixtures/samples.ts';

describe('The ledger in DuckDB', () => {
  it('takes the rows out with what it forgets at the end of a run, and no others', () =>
    inFreshFolder(async (folder) => {
      const store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
      await store.ledger.open(sampleRun());
      const part = sampleResult(1, { frameCount: 2, frames: [sampleFrame(4), sampleFrame(5)] });
      await storeResults(store, [sampleResult(0), part, sampleResult(2), sampleResult(3), sampleResult(40)]);
      await store.ledger.endInput(await store.ledger.read('r1'), {
        sampledFrames: 12,
        frameCount: 12,
        inputError: null,
      });
      const rows: number[] = [];
      for await (const batch of await store.reader.detections({})) rows.push(...batch.map((row) => row.frameIndex));
      assert.deepEqual(rows, [0, 1, 2, 3, 8, 9, 10, 11]);
      await store.close();
    }));

  it('reads a run once until something is stored, of whichever run, and what cannot be read each time', () =>
    inFreshFolder(async (folder) => {
      const store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
      const missing = () => assert.rejects(store.ledger.read('r1'), { code: 'RUN_NOT_FOUND' });
      await missing();
      await missing();
      await store.ledger.open(sampleRun());
      const first = await store.ledger.read('r1');
      assert.equal(await store.ledger.read('r1'), first);
      await storeResults(store, [sampleResult(0)]);
      const second = await store.ledger.read('r1');
      assert.equal(second.storedFrames - first.storedFrames, sampleResult(0).frameCount);
      assert.equal(await store.ledger.read('r1'), second);
      await store.close();
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
