import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import type { FrameRow } from '../../../shared/frame-rows.ts';
import type { RawFilter } from '../../../shared/questions.ts';
import {
  inFreshFolder,
  sampleDetection,
  sampleFrame,
  sampleResult,
  sampleRun,
  storeResults,
} from '../fixtures/samples.ts';

const ZONES = `
videos:
  '*.mp4':
    zones:
      low: [[0%, 50%], [100%, 50%], [100%, 100%], [0%, 100%]]
  'gate-*.mp4':
    zones:
      door: [[100, 100], [200, 100], [200, 300]]
      sky: {points: [[0, 0], [800, 0], [800, 140], [0, 140]], anchor: center}
  'yard.mp4':
    zones:
      door: [[0%, 0%], [25%, 0%], [25%, 100%], [0%, 100%]]
`;
/** Columns of boxes across the picture, from top to bottom. */
const DETECTIONS = Array.from({ length: 40 }, (_, index) => {
  const [x, y] = [(index % 8) * 100, Math.floor(index / 8) * 80];
  return sampleDetection({ box: [x, y, x + 60, y + 70], confidence: 0.5 + index / 100 });
});

/** Two runs over a video of 800 × 400, one over another of which some frames are half as large, one over a third without a pattern. */
async function withStore(body: (store: DuckDbStore) => Promise<void>): Promise<void> {
  await inFreshFolder(async (folder) => {
    const store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
    try {
      for (const [runId, videoId, uri] of [
        ['r1', 'v1', '/videos/gate-1.mp4'],
        ['r2', 'v1', '/videos/gate-1.mp4'],
        ['r3', 'v2', '/videos/yard.mp4'],
        ['r4', 'v3', '/videos/lawn.mkv'],
      ] as const) {
        await store.ledger.open(sampleRun({ runId, video: { videoId, uri } }));
        const halved = DETECTIONS.map((one) => ({ ...one, box: one.box.map((edge) => edge / 2) as never }));
        const frames = [0, 1, 2, 3].map((index) =>
          runId === 'r3' && index > 1
            ? sampleFrame(index, { detections: halved, width: 400, height: 200 })
            : sampleFrame(index, { detections: DETECTIONS }),
        );
        await storeResults(store, [sampleResult(0, { runId, frames })]);
      }
      await body(store);
    } finally {
      await store.close();
    }
  });
}

async function rowsOf({ reader }: DuckDbStore, filter: RawFilter) {
  const rows = [];
  for await (const batch of await reader.detections(filter)) rows.push(...batch);
  return rows;
}

describe('Zones by the names that a file gives them', () => {
  it('are those of each video, where the same are drawn in the question', () =>
    withStore(async (store) => {
      for (const [zone, run, drawn] of [
        ['door', 'r1,r2', '100,100 200,100 200,300'],
        ['door', 'r3', '0,0,25,100%'],
        ['low', 'r1,r2,r3', '0,50,100,100%'],
        ['low,door', 'r2', '0,50,100,100%;100,100 200,100 200,300'],
        ['low;0,0,50,50', 'r1', '0,50,100,100%;0,0,50,50'],
      ] as const) {
        const expected = await rowsOf(store, { run, zone: drawn });
        assert.deepEqual(await rowsOf(store, { run, zone, zones: ZONES }), expected, zone);
        assert.ok(expected.length > 0);
      }
    }));

  it('have their own anchor unless another is asked for', () =>
    withStore(async (store) => {
      const sky = '0,0,800,140';
      const own = await rowsOf(store, { run: 'r1', zone: 'sky', zones: ZONES });
      assert.deepEqual(own, await rowsOf(store, { run: 'r1', zone: sky, anchor: 'center' }));
      const bottom = await rowsOf(store, { run: 'r1', zone: 'sky', zones: ZONES, anchor: 'bottom' });
      assert.deepEqual(bottom, await rowsOf(store, { run: 'r1', zone: sky }));
      assert.notEqual(own.length, bottom.length);
    }));

  it('are counted by name over all videos that have them, and by whatever else', () =>
    withStore(async (store) => {
      const counts = await store.reader.counts({ by: 'zone,run', zone: 'door,low', zones: ZONES });
      const expected = [];
      for (const run of ['r1', 'r2', 'r3']) {
        for (const zone of ['door', 'low']) {
          const rows = await rowsOf(store, { run, zone, zones: ZONES });
          expected.push([zone, run, rows.length, 4]);
        }
      }
      assert.deepEqual(
        counts.map(({ zone, runId, detections, lookedFrames }) => [zone, runId, detections, lookedFrames]).sort(),
        expected.sort(),
      );
      const [total] = await store.reader.counts({ by: 'zone', zone: 'door', zones: ZONES });
      const ofDoor = expected.filter(([zone]) => zone === 'door').reduce((sum, row) => sum + Number(row[2]), 0);
      assert.deepEqual([total!.detections, total!.lookedFrames], [ofDoor, 12], 'r4 has none, and was not asked');
      const segments = await store.reader.segments({ zone: 'sky', zones: ZONES });
      assert.deepEqual(
        segments.map(({ runId, frames }) => [runId, frames]),
        [
          ['r1', 4],
          ['r2', 4],
        ],
      );
    }));

  it('leave a run whose video has none of them without a frame', () =>
    withStore(async (store) => {
      const frames: FrameRow[] = [];
      for (const only of ['r1', 'r4']) {
        for await (const batch of await store.reader.frames({ zone: 'door', zones: ZONES, only }))
          frames.push(...batch);
      }
      assert.deepEqual([...new Set(frames.map(({ runId }) => runId))], ['r1']);
      await assert.rejects(store.reader.frames({ run: 'r1', zone: 'door', zones: ZONES, only: 'r4' }), {
        code: 'QUERY_INVALID',
        message: /`only`/,
      });
    }));

  it('are refused where no video of those asked about has them, or the file has a fault', () =>
    withStore(async (store) => {
      for (const [filter, message] of [
        [
          { zone: 'dor', zones: ZONES },
          /to be a zone of the videos asked about \(door, sky, low\) or x1,y1.*got `dor`/,
        ],
        [{ zone: 'sky', run: 'r3', zones: ZONES }, /\(door, low\) or x1,y1.*got `sky`/],
        [{ zone: 'door' }, /\(none: name some in a zones\.yaml\)/],
        [{ zone: 'door', zones: 'videos: [' }, /Expected `zones` to be a zones.yaml, got: line \d/],
        [{ zone: '5,5' }, /`zone` to be x1,y1,x2,y2 .*; or names of zones, got `5,5`/],
        [{ zone: 'a=door', zones: ZONES }, /`zone` to be x1,y1,x2,y2/],
      ] as const) {
        await assert.rejects(rowsOf(store, filter), { code: 'QUERY_INVALID', message }, JSON.stringify(filter));
      }
    }));
});
