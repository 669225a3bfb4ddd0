import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';
import { sampleRun } from '../fixtures/samples.ts';

/** Runs, and where their videos lie. */
const VIDEOS = { r1: '/videos/one.mp4', r2: '/videos/two.mp4', r3: '/other/two.mp4', r4: '/videos/a,b.mp4' };

describe('the runs over videos that are named', () => {
  const folder = suiteFolder();
  let store: DuckDbStore;

  before(async () => {
    store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
    for (const [runId, uri] of Object.entries(VIDEOS)) {
      await store.ledger.open(sampleRun({ runId, video: { videoId: `v0000000${runId}`, uri } }));
    }
    // a second run over a video that has one
    await store.ledger.open(sampleRun({ runId: 'r5', video: { videoId: 'v0000000r1', uri: VIDEOS.r1 } }));
  });
  after(() => store.close());

  const runsOf = async (video: string) => (await store.reader.runs({ video })).map(({ runId }) => runId).sort();

  for (const [video, expected] of [
    ['one.mp4', ['r1', 'r5']],
    ['two.mp4', ['r2', 'r3']],
    ['/videos/two.mp4', ['r2']],
    ['v0000000r3', ['r3']],
    ['/videos/*', ['r1', 'r2', 'r4', 'r5']],
    ['one.mp4,/other/two.mp4', ['r1', 'r3', 'r5']],
    ['one.mp4,v0000000r1,*one*', ['r1', 'r5']],
    ['a,b.mp4', ['r4']],
    ['"a,b.mp4",one.mp4', ['r1', 'r4', 'r5']],
  ] as const) {
    it(`are those over ${video}`, async () => assert.deepEqual(await runsOf(video), expected));
  }

  for (const [video, missing] of [
    ['none.mp4', 'none.mp4'],
    ['one.mp4,none.mp4,neither.mp4', 'none.mp4'],
    ['"a,none.mp4"', 'a,none.mp4'],
  ] as const) {
    it(`are asked for in vain by ${video}, which says who is missing`, () =>
      assert.rejects(runsOf(video), ({ code, message }) => {
        assert.equal(code, 'RUN_NOT_FOUND');
        assert.ok(message.includes(`got \`${missing}\``), message);
        return true;
      }));
  }
});
