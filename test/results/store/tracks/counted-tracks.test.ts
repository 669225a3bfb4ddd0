import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DuckDbStore, openStoreReader } from '../../../../results/store/duckdb-store.ts';
import type { CountRow, RawFilter } from '../../../../shared/questions.ts';
import type { ResultsReader } from '../../../../shared/results-reader.ts';
import { inFreshFolder, sampleResult, sampleRun, storeResults } from '../../fixtures/samples.ts';
import { storeWalk } from '../../fixtures/walk.ts';
import { Random } from '../../query/brute-force/random.ts';
import { objectsByHand, objectsOfDetections, storeObjects } from './objects-by-hand.ts';

async function withStore(body: (store: DuckDbStore, path: string) => Promise<void>): Promise<void> {
  await inFreshFolder(async (folder) => {
    const path = join(folder, 'detections.duckdb');
    const store = await DuckDbStore.open(path);
    try {
      await body(store, path);
    } finally {
      await store.close();
    }
  });
}

/** `[group, detections, tracks]` of each row. */
async function counted(reader: ResultsReader, filter: RawFilter, keyOf: (row: CountRow) => unknown) {
  const rows = await reader.counts({ ...filter, tracks: 'true' });
  return rows.map((row) => [keyOf(row), row.detections, row.tracks]);
}

/** What tells a group, and its objects. */
function inShort(row: CountRow): readonly [group: string, tracks: unknown] {
  const others = ['detections', 'frames', 'lookedFrames', 'meanPerFrame', 'maxPerFrame', 'tracks', 'uri', 'modelId'];
  const group = Object.entries(row).flatMap(([name, value]) => (others.includes(name) ? [] : [value]));
  return [JSON.stringify(group.sort()), row.tracks];
}

const byLabel = ({ label }: CountRow) => label;

describe('Counts of different objects', () => {
  it('count each object once in every group it was in, and what flickers in none', () =>
    withStore(async (store) => {
      await storeWalk(store);
      const { reader } = store;
      assert.deepEqual(await counted(reader, { by: 'label' }, byLabel), [
        ['person', 62, 1],
        ['dog', 60, 1],
      ]);
      assert.deepEqual(await counted(reader, { by: 'label', label: 'car,person' }, byLabel), [
        ['person', 62, 1],
        ['car', 0, 0],
      ]);
      const second = ({ second: at }: CountRow) => at;
      assert.deepEqual(await counted(reader, { by: 'second', to: '3' }, second), [
        [0, 51, 2],
        [1, 50, 2],
        [2, 21, 2],
      ]);
      const zones = 'left=0,0,400,400;right=400.5,0,800,400;nowhere=0,0,20,20;sky=690,0,800,60';
      assert.deepEqual(
        await counted(reader, { by: 'zone,label', zone: zones }, ({ zone, label }) => `${zone} ${label}`),
        [
          ['right dog', 60, 1],
          ['left person', 31, 1],
          ['right person', 31, 1],
          // as sure as who walks in the same frame, and no object
          ['sky person', 2, 0],
        ],
      );
    }));

  it('know nothing of a run that is open: it is refused by name, and what it is part of has no number', () =>
    withStore(async (store) => {
      await storeWalk(store);
      await store.ledger.open(sampleRun({ runId: 'r2', video: { videoId: 'v2', uri: '/videos/two.mp4' } }));
      await storeResults(store, [sampleResult(0, { runId: 'r2' })]);
      assert.deepEqual(await counted(store.reader, { by: 'run' }, ({ runId }) => runId), [
        ['r1', 122, 2],
        ['r2', 4, null],
      ]);
      assert.deepEqual(await counted(store.reader, { by: 'label', label: 'dog' }, byLabel), [['dog', 60, null]]);
      assert.deepEqual(await counted(store.reader, { by: 'label', video: 'one.mp4', label: 'dog' }, byLabel), [
        ['dog', 60, 1],
      ]);
      await assert.rejects(store.reader.counts({ by: 'label', tracks: 'true', run: 'r2' }), {
        code: 'QUERY_INVALID',
        message: /to be a complete run/,
      });
      await assert.rejects(store.reader.counts({ by: 'label', tracks: 'yes' }), {
        code: 'QUERY_INVALID',
        message: /`tracks` to be true or false, got `yes`/,
      });
    }));

  it('are the same where frames are smaller than their video, anew for a run that is done anew, and from the file', () =>
    inFreshFolder(async (folder) => {
      const path = join(folder, 'detections.duckdb');
      const store = await DuckDbStore.open(path);
      const question = { by: 'zone', zone: '50%,0,100%,100%' };
      await storeWalk(store, { small: true });
      assert.deepEqual(await counted(store.reader, question, () => 0), [[0, 92, 2]]);
      await storeWalk(store, { force: true });
      assert.deepEqual(await counted(store.reader, question, () => 0), [[0, 92, 2]]);
      await storeWalk(store, { runId: 'r2' });
      await store.close();
      const reader = await openStoreReader(path);
      try {
        assert.deepEqual(await counted(reader, { by: 'label' }, byLabel), [
          ['person', 124, 2],
          ['dog', 120, 2],
        ]);
      } finally {
        await reader.close();
      }
    }));

  it('equal those that looking at each box by itself gives, whatever the filters and groups', () =>
    withStore(async (store) => {
      const random = new Random(7);
      const runs = await storeObjects(store, random);
      const boxes = [];
      for await (const rows of await store.tracks.boxes({})) boxes.push(...rows);
      assert.ok(new Set(boxes.map(({ runId, trackId }) => `${runId} ${trackId}`)).size >= 12);
      const objectsOf = objectsOfDetections(runs, boxes);
      for (let asked = 0; asked < 60; asked++) {
        const { filter, by, expected } = objectsByHand(runs, objectsOf, random);
        const rows = await store.reader.counts({ ...filter, by, tracks: 'true' });
        const found = rows.filter(({ detections }) => Number(detections) > 0);
        assert.deepEqual(
          found.map(inShort).sort(([a], [b]) => (a < b ? -1 : 1)),
          [...expected].sort(([a], [b]) => (a < b ? -1 : 1)),
          `${by} ${JSON.stringify(filter)}`,
        );
      }
    }));
});
