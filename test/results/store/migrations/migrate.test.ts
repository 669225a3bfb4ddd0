import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { Database } from '../../../../results/store/database.ts';
import { DuckDbStore, openStoreReader } from '../../../../results/store/duckdb-store.ts';
import { SCHEMA_VERSION } from '../../../../results/store/migrations/migrate.ts';
import { rowsOf } from '../../../../results/store/rows.ts';
import { runIdOf } from '../../../../shared/identity.ts';
import type { OpenRun, RunRecord } from '../../../../shared/run.ts';
import { placeOldStore } from '../../../fixtures/old-store.ts';
import { requireSameFromSums } from '../../fixtures/confidence-sums.ts';
import { inFreshFolder, sampleRun } from '../../fixtures/samples.ts';

/** The runs of the store of version 1: id, state, frames stored, detections. */
const RUNS_OF_V1 = [
  ['rb116378800f32d85', 'complete', 240, 1034],
  ['night', 'complete', 12, 51],
  ['r082f01f248c535a9', 'complete', 40, 37],
  ['r7de29067fd052a09', 'open', 68, 271],
] as const;

/** The runs of the store of version 2: id, state, frames stored, failed and dropped, detections. */
const RUNS_OF_V2 = [
  ['again', 'open', 44, 4, 0, 127],
  ['gate', 'complete', 208, 32, 0, 517],
  ['live', 'complete', 104, 16, 3, 260],
] as const;

async function withOldStore(body: (path: string) => Promise<void>, name: 'v1' | 'v2' = 'v1'): Promise<void> {
  await inFreshFolder(async (folder) => {
    const path = join(folder, 'detections.duckdb');
    placeOldStore(name, path);
    await body(path);
  });
}

async function withStore(path: string, body: (store: DuckDbStore) => Promise<void>): Promise<void> {
  const store = await DuckDbStore.open(path);
  try {
    await body(store);
  } finally {
    await store.close();
  }
}

async function ask(path: string, sql: string): Promise<Record<string, unknown>[]> {
  const database = await Database.open({ path, readOnly: false, memoryMb: 100 });
  try {
    return await database.read((connection) => rowsOf<Record<string, unknown>>(connection, { sql, values: {} }));
  } finally {
    await database.close();
  }
}

async function change(path: string, sql: string): Promise<void> {
  const database = await Database.open({ path, readOnly: false, memoryMb: 100 });
  await database.write((connection) => connection.run(sql));
  await database.close();
}

/** Without bringing the store up to date. */
async function changeOldStore(path: string, sql: string): Promise<void> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  await connection.run(sql);
  connection.closeSync();
  instance.closeSync();
}

/** Opens the same work anew, as a producer of today names it. */
function sameWork(run: RunRecord, changes: Partial<OpenRun> = {}): OpenRun {
  const { videoId, modelSha256, settings } = run;
  const sample = sampleRun({ runId: runIdOf(videoId, modelSha256, settings), ...changes });
  return { ...sample, video: { ...sample.video, videoId }, model: { ...sample.model, modelSha256 }, settings };
}

const COLUMNS = `SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns
  WHERE table_name <> 'schema_version' ORDER BY ALL`;

describe('A store of the version before stores told theirs', () => {
  it('is opened with its runs, their ids and their detections', () =>
    withOldStore((path) =>
      withStore(path, async (store) => {
        const runs = await store.reader.runs({});
        assert.deepEqual(
          runs.map((run) => [run.runId, run.state, run.storedFrames, run.detections]),
          RUNS_OF_V1,
        );
        assert.deepEqual([...new Set(runs.map((run) => run.generation))], [1]);
        for (const [run, , , detections] of RUNS_OF_V1) {
          let rows = 0;
          for await (const batch of await store.reader.detections({ run })) rows += batch.length;
          assert.equal(rows, detections, run);
        }
      }),
    ));

  it('has the tables that a new store has, and is taken there once', () =>
    withOldStore(async (path) => {
      await withStore(path, async () => undefined);
      const fresh = `${path}.fresh`;
      await withStore(fresh, async () => undefined);
      assert.deepEqual(await ask(path, COLUMNS), await ask(fresh, COLUMNS));
      const applied = await ask(path, 'SELECT version FROM schema_version ORDER BY 1');
      await withStore(path, async () => undefined);
      assert.deepEqual(await ask(path, 'SELECT version FROM schema_version ORDER BY 1'), applied);
      assert.equal(applied.at(-1)?.version, SCHEMA_VERSION);
    }));

  it('answers for its runs under the ids that the same work has today, and keeps the old ones', () =>
    withOldStore((path) =>
      withStore(path, async (store) => {
        for (const [runId] of RUNS_OF_V1) {
          const run = await store.ledger.read(runId);
          const today = runIdOf(run.videoId, run.modelSha256, run.settings);
          if (runId === 'night') {
            await assert.rejects(store.ledger.read(today), { code: 'RUN_NOT_FOUND' });
            continue;
          }
          assert.notEqual(today, runId);
          assert.deepEqual(await store.ledger.read(today), run);
          assert.deepEqual(await store.reader.runs({ run: today }), [run]);
          assert.deepEqual(await store.ledger.spans(today), await store.ledger.spans(runId));
          assert.deepEqual(
            await store.reader.counts({ run: today, by: 'label' }),
            await store.reader.counts({ run: runId, by: 'label' }),
          );
          const opened = await store.ledger.open(sameWork(run));
          assert.deepEqual([opened.runId, opened.state, opened.generation], [runId, run.state, 1]);
        }
      }),
    ));

  it('counts by minute as by second', () =>
    withOldStore((path) =>
      withStore(path, async (store) => {
        for (const more of ['', ',label']) {
          const totals = async (stretch: string) => {
            const found = new Map<string, number>();
            for (const { runId, label, detections } of await store.reader.counts({ by: `${stretch}${more}` })) {
              const key = `${runId} ${label}`;
              found.set(key, (found.get(key) ?? 0) + Number(detections));
            }
            return [...found].sort();
          };
          const byMinute = await totals('minute');
          assert.ok(byMinute.length >= RUNS_OF_V1.length);
          assert.deepEqual(byMinute, await totals('second'));
        }
      }),
    ));

  for (const name of ['v1', 'v2'] as const) {
    it(`counts what is sure enough from sums as from its rows, of some runs at a time (${name})`, () =>
      withOldStore(async (path) => {
        await withStore(path, requireSameFromSums);
        const sums = await ask(path, 'SELECT * FROM confidence_sums ORDER BY ALL');
        // one run after the other: as if each held more than are summed up together
        await change(path, 'UPDATE runs SET detections = 700000 + detections');
        await changeOldStore(path, 'DROP TABLE confidence_sums; DELETE FROM schema_version WHERE version = 8');
        assert.deepEqual(await ask(path, 'SELECT * FROM confidence_sums ORDER BY ALL'), sums);
      }, name));
  }

  it('gives a run that is forced a new generation under its old id', () =>
    withOldStore((path) =>
      withStore(path, async (store) => {
        const run = await store.ledger.read('r7de29067fd052a09');
        const forced = await store.ledger.open(sameWork(run, { force: true }));
        assert.deepEqual([forced.runId, forced.state, forced.storedFrames], [run.runId, 'open', 0]);
        assert.ok(forced.generation > run.generation);
        assert.equal((await store.ledger.read(sameWork(run).runId)).runId, run.runId);
      }),
    ));

  it('finds the run that was done where two have become the same work', () =>
    withOldStore(async (path) => {
      await changeOldStore(
        path,
        `INSERT INTO runs SELECT 'r5c086d8b3be0ec13', video_id, model_id, model_sha256,
           replace(settings::VARCHAR, '["person","car"]', '["car","person"]'), now()::TIMESTAMP, NULL, 'open', NULL, NULL
         FROM runs WHERE run_id = 'r082f01f248c535a9'`,
      );
      await withStore(path, async (store) => {
        const [done, open] = await Promise.all(
          ['r082f01f248c535a9', 'r5c086d8b3be0ec13'].map((id) => store.ledger.read(id)),
        );
        assert.deepEqual(
          [done!.settings.classes, open!.settings.classes],
          [
            ['person', 'car'],
            ['car', 'person'],
          ],
        );
        assert.equal((await store.ledger.read(sameWork(open!).runId)).runId, done!.runId);
      });
    }));

  it('takes no other work for the one whose place it has taken', () =>
    withOldStore((path) =>
      withStore(path, async (store) => {
        const run = await store.ledger.read('r7de29067fd052a09');
        const before = sameWork(run);
        const other = { ...before, runId: run.runId, settings: { ...run.settings, every: 7 }, force: true };
        await store.ledger.open(other);
        await assert.rejects(store.ledger.read(before.runId), { code: 'RUN_NOT_FOUND' });
      }),
    ));

  it('is brought up to date by a reader too, who then only reads', () =>
    withOldStore(async (path) => {
      const reader = await openStoreReader(path);
      assert.equal((await reader.runs({})).length, RUNS_OF_V1.length);
      await reader.close();
    }));

  it('knows of models that it does not know the labels of what they have found', () =>
    withOldStore((path) =>
      withStore(path, async (store) => {
        assert.equal((await store.reader.counts({ by: 'label', label: 'boat', run: 'night' })).length, 1);
        await assert.rejects(store.reader.counts({ by: 'label', label: 'unicorn' }), { code: 'QUERY_INVALID' });
      }),
    ));
});

describe('A store of version 2', () => {
  it('is opened with its runs, what became of their frames, and their detections', () =>
    withOldStore(
      (path) =>
        withStore(path, async (store) => {
          const runs = await store.reader.runs({});
          assert.deepEqual(
            runs
              .map(({ runId, state, storedFrames, failedFrames, droppedFrames, detections }) => [
                ...[runId, state, storedFrames, failedFrames, droppedFrames, detections],
              ])
              .sort(),
            RUNS_OF_V2,
          );
          for (const [run, , , , , detections] of RUNS_OF_V2) {
            let rows = 0;
            for await (const batch of await store.reader.detections({ run })) rows += batch.length;
            assert.equal(rows, detections, run);
          }
        }),
      'v2',
    ));
});

describe('A store of a newer version', () => {
  it('is refused for writing and for reading, names who wrote it, and stays as it is', () =>
    withOldStore(async (path) => {
      await withStore(path, async () => undefined);
      await change(path, "INSERT INTO schema_version VALUES (99, now()::TIMESTAMP, '3.1.4')");
      const refusal = { code: 'STORE_TOO_NEW', exitCode: 5, message: /version 99, written by framefleet 3\.1\.4/ };
      await assert.rejects(DuckDbStore.open(path), refusal);
      await assert.rejects(openStoreReader(path), refusal);
    }));
});

describe('A migration that fails half way', () => {
  it('changes nothing', () =>
    withOldStore(async (path) => {
      // a table of this name is what a later part of the migration stumbles over
      await changeOldStore(path, 'CREATE TABLE places (nonsense INTEGER)');
      await assert.rejects(DuckDbStore.open(path), { code: 'STORE_UNWRITABLE', message: /"places" already exists/ });
      await changeOldStore(path, 'UPDATE videos SET sha256 = sha256; DROP TABLE places');
      await withStore(path, async (store) => assert.equal((await store.reader.runs({})).length, RUNS_OF_V1.length));
    }));
});
