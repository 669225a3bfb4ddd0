import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import type { RawFilter } from '../../../shared/questions.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';
import { sampleDetection, sampleFrame, sampleResult, sampleRun, storeResults } from '../fixtures/samples.ts';
import { rowsOf } from '../query/brute-force/random-store.ts';

const RUNS = 80;

describe('Questions for the first rows, of more runs than are asked at once', () => {
  const folder = suiteFolder();
  let store: DuckDbStore;

  before(async () => {
    store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
    for (let run = 0; run < RUNS; run++) {
      const runId = `r${run}`;
      const video = { videoId: `v${run % 50}`, uri: `/videos/${run % 3}/${run % 50}.mp4` };
      await store.ledger.open(sampleRun({ runId, video }));
      // every tenth run has a dog, every other one of them none of the rest
      const dog = run % 10 === 9 ? [sampleDetection({ label: 'dog', classId: 2, confidence: run / 100 })] : [];
      const others = run % 20 === 9 ? [] : [sampleDetection()];
      const frames = [0, 1, 2, 3].map((at) => sampleFrame(at, { ptsSeconds: at, detections: [...dog, ...others] }));
      await storeResults(store, [sampleResult(0, { runId, frames })]);
    }
  });
  after(() => store.close());

  for (const filter of [
    { label: 'dog' },
    { label: 'dog', order: 'latest' },
    { label: 'dog', order: 'confidence' },
    { label: 'dog', spread: '2' },
    { label: 'dog', video: '/videos/1/*' },
    { label: 'dog', run: 'r79,r9,r39,r9' },
    { label: 'person', with: 'dog', within: '1' },
    { label: 'person', minConfidence: '0.9' },
  ] as RawFilter[]) {
    it(`hold the first of all: ${JSON.stringify(filter)}`, async () => {
      const all = await rowsOf(store, filter);
      assert.equal(all.length > 0, !('minConfidence' in filter));
      for (const limit of [1, 5, 12, 31, 2000]) {
        assert.deepEqual(await rowsOf(store, { ...filter, limit: String(limit) }), all.slice(0, limit), `${limit}`);
      }
    });
  }

  for (const filter of [{ label: 'dog' }, { label: 'dog', minLength: '3' }, { where: 'not person' }] as RawFilter[]) {
    it(`hold the first stretches: ${JSON.stringify(filter)}`, async () => {
      const all = await store.reader.segments(filter);
      assert.ok(all.length >= 4);
      for (const limit of [1, 3, 7, 2000]) {
        assert.deepEqual(await store.reader.segments({ ...filter, limit: String(limit) }), all.slice(0, limit));
      }
    });
  }

  for (const filter of [
    { by: 'second', label: 'dog' },
    { by: 'label,second' },
    { by: 'frame', minConfidence: '0.5' },
    { by: 'video,minute', zone: '0,0,100,100' },
    { by: 'label' },
    { by: 'run' },
  ] as RawFilter[]) {
    it(`hold the first counts: ${JSON.stringify(filter)}`, async () => {
      const all = await store.reader.counts(filter);
      for (const limit of [1, 100, 250, 2000]) {
        assert.deepEqual(await store.reader.counts({ ...filter, limit: String(limit) }), all.slice(0, limit));
      }
    });
  }
});
