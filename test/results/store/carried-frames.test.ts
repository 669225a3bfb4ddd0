import assert from 'node:assert/strict';
import { join } from 'node:path';
import { groupBy } from '../../../results/query/group-by.ts';
import { Database } from '../../../results/store/database.ts';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import { rowsOf } from '../../../results/store/rows.ts';
import type { ChunkResult } from '../../../shared/chunk-result.ts';
import type { DetectionRow } from '../../../shared/questions.ts';
import { placeOldStore } from '../../fixtures/old-store.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';
import {
  carriedResult,
  ofRun,
  partlyFailedResult,
  sampleDetection,
  sampleFrame,
  sampleResult,
  sampleRun,
  storeResults,
} from '../fixtures/samples.ts';

/** Frames 0 to 3; their boxes are not to be had in single precision, and their labels come in another order in each. */
function variedResult(): ChunkResult {
  const labels = ['person', 'car', 'dog'];
  const detections = (frameIndex: number) =>
    labels.slice(0, frameIndex).map((_, at) => {
      const classId = (at + frameIndex) % 3;
      const box = [0.1 + at, 0.2, 100 / 3 + frameIndex, 60.7] as const;
      return sampleDetection({ box, classId, label: labels[classId]!, confidence: 0.9 - 0.1 * at });
    });
  return sampleResult(0, {
    frames: [0, 1, 2, 3].map((index) => sampleFrame(index, { detections: detections(index) })),
  });
}

describe('A frame that is the same as one before', () => {
  const folder = temporaryFolder();
  let store: DuckDbStore;
  beforeEach(async () => {
    store = await DuckDbStore.open(join(folder(), 'detections.duckdb'));
    await store.ledger.open(sampleRun());
  });
  afterEach(() => store.close());

  const detections = async (run = 'r1') => {
    const rows: DetectionRow[] = [];
    for await (const batch of await store.reader.detections({ run })) rows.push(...batch);
    return rows;
  };
  const heldBy = (rows: readonly DetectionRow[], frame: number) =>
    rows
      .filter(({ frameIndex }) => frameIndex === frame)
      .map(({ frameIndex: _, ptsSeconds: __, carriedFrom: ___, ...row }) => row);
  const same = () => [
    carriedResult(1, [
      [4, 3, 0],
      [5, 0, 0],
      [7, 6, 1],
    ]),
    carriedResult(2, [
      [8, 3, 0],
      [11, 2, 0],
    ]),
  ];

  for (const [where, batches] of [
    ['the store', [[variedResult()], same()]],
    ['the same batch', [[...same().reverse(), variedResult()]]],
  ] as const) {
    it(`holds what that one holds, which lies in ${where}`, async () => {
      for (const batch of batches) {
        const outcomes = await storeResults(store, batch);
        assert.deepEqual([...new Set(outcomes)], ['stored']);
      }
      const rows = await detections();
      for (const [frame, source] of [
        [4, 3],
        [5, 0],
        [7, 6],
        [8, 3],
        [11, 2],
      ] as const) {
        assert.deepEqual(heldBy(rows, frame), heldBy(rows, source), `frame ${frame}`);
        assert.ok(rows.every((row) => row.frameIndex !== frame || row.carriedFrom === source));
        assert.ok(rows.every((row) => row.frameIndex !== frame || row.ptsSeconds === frame / 25));
      }
      assert.equal(heldBy(rows, 8).length, 3);
      assert.ok(
        rows.every(({ frameIndex, carriedFrom }) => [4, 5, 7, 8, 11].includes(frameIndex) || carriedFrom === null),
      );
      const frames = [];
      for await (const batch of await store.reader.frames({ run: 'r1' })) frames.push(...batch);
      assert.deepEqual(
        frames.flatMap(({ frameIndex, carriedFrom }) => (carriedFrom === undefined ? [] : [[frameIndex, carriedFrom]])),
        [
          [4, 3],
          [5, 0],
          [7, 6],
          [8, 3],
          [11, 2],
        ],
      );
      const { storedFrames, carriedFrames, detections: count } = await store.ledger.read('r1');
      assert.deepEqual([storedFrames, carriedFrames, count], [12, 5, rows.length]);
      const counted = (await store.reader.counts({ run: 'r1', by: 'label' })).map(({ label, detections }) => [
        label,
        detections,
      ]);
      const byLabel = groupBy(rows, ({ label }) => label);
      assert.deepEqual(
        new Map(counted as [string, number][]),
        new Map([...byLabel].map(([label, of]) => [label, of.length])),
      );
    });
  }

  it('is looked at by coverage as others are', async () => {
    await storeResults(store, [variedResult(), ...same()]);
    await store.ledger.endInput(await store.ledger.read('r1'), { sampledFrames: 12, frameCount: 12, inputError: null });
    const coverage = await store.reader.coverage({ run: 'r1' });
    assert.deepEqual(
      coverage.map(({ state, frames }) => [state, frames]),
      [['looked', 12]],
    );
  });

  it('leaves rows as they were where a run has none', async () => {
    await storeResults(store, [variedResult()]);
    assert.ok((await detections()).every((row) => !('carriedFrom' in row)));
  });

  it('is counted anew when what it was stored with is tried again', async () => {
    const failed = partlyFailedResult(1, [1]);
    const carried = carriedResult(1, [[4, 3, 0]]).carried!;
    const partly = { ...failed, frames: failed.frames.filter(({ frameIndex }) => frameIndex !== 4), carried };
    await storeResults(store, [variedResult(), partly]);
    assert.deepEqual(await store.ledger.read('r1').then((run) => [run.storedFrames, run.carriedFrames]), [7, 1]);
    await store.ledger.open(sampleRun());
    assert.deepEqual(await store.ledger.read('r1').then((run) => [run.storedFrames, run.carriedFrames]), [4, 0]);
    await storeResults(store, same());
    assert.deepEqual(await store.ledger.read('r1').then((run) => [run.storedFrames, run.carriedFrames]), [12, 5]);
  });

  it('finds no source in another run or in an earlier beginning of its own', async () => {
    const first = await store.ledger.open(sampleRun());
    const other = await store.ledger.open(sampleRun({ runId: 'r2' }));
    await store.storeChunks(ofRun(other, [variedResult()]));
    assert.deepEqual(await storeResults(store, same()), ['early', 'early']);
    await storeResults(store, [variedResult()]);
    await store.ledger.open(sampleRun({ force: true }));
    assert.deepEqual(await storeResults(store, same()), ['early', 'early']);
    assert.deepEqual(await store.storeChunks(ofRun(first, same())), ['stale', 'stale']);
  });

  it('finds no source in a result that does not fit its run, though it comes with it', async () => {
    const misfit = { ...sampleResult(0), frameCount: 5, frames: [0, 1, 2, 3, 4].map((index) => sampleFrame(index)) };
    assert.deepEqual(await storeResults(store, [misfit, ...same()]), ['refused', 'early', 'early']);
    assert.deepEqual(await storeResults(store, [variedResult(), ...same()]), ['stored', 'stored', 'stored']);
  });

  it('is none in a store of before, whose runs go on', async () => {
    await store.close();
    const path = join(folder(), 'old.duckdb');
    placeOldStore('v2', path);
    store = await DuckDbStore.open(path);
    for (const { carriedFrames } of await store.reader.runs({})) assert.equal(carriedFrames, 0);
    await store.ledger.open(sampleRun());
    await storeResults(store, [variedResult(), ...same()]);
    assert.equal((await store.ledger.read('r1')).carriedFrames, 5);
    await store.close();
    const database = await Database.open({ path, readOnly: false, memoryMb: 100 });
    const sql = 'SELECT count(*)::INTEGER AS n FROM frames WHERE carried_from IS NOT NULL';
    const [row] = await database.read((connection) => rowsOf<{ n: number }>(connection, { sql, values: {} }));
    await database.close();
    assert.equal(row?.n, 5);
  });
});
