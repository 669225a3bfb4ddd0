import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';
import { partlyFailedResult, sampleResult, sampleRun, storeResults } from '../fixtures/samples.ts';

describe('A chunk of which a frame failed', () => {
  const folder = temporaryFolder();
  let store: DuckDbStore;
  beforeEach(async () => {
    store = await DuckDbStore.open(join(folder(), 'detections.duckdb'));
    await store.ledger.open(sampleRun());
    await storeResults(store, [sampleResult(0), partlyFailedResult(1, [1], 'too bright'), sampleResult(2)]);
  });
  afterEach(() => store.close());

  const coverage = async () =>
    (await store.reader.coverage({ run: 'r1' })).map(({ state, from, to, frames }) => [state, from, to, frames]);

  it('is told with the frame alone, and its reason', async () => {
    const failure = { chunkIndex: 1, firstFrameIndex: 5, frameCount: 1, error: 'too bright' };
    assert.deepEqual(await store.reader.failures('r1'), [failure]);
  });

  it('counts as looked at but for that frame', async () => {
    await store.ledger.endInput(await store.ledger.read('r1'), { sampledFrames: 12, frameCount: 12, inputError: null });
    assert.deepEqual(await coverage(), [
      ['looked', 0, 4 / 25, 5],
      ['failed', 4 / 25, 6 / 25, 1],
      ['looked', 6 / 25, 11 / 25, 6],
    ]);
  });

  it('leaves the sums with its frames when the run is found again, and comes back with them', async () => {
    const found = async () =>
      (await store.reader.counts({ by: 'label' })).map(({ label, frames, detections }) => [label, frames, detections]);
    const before = await found();
    await store.ledger.open(sampleRun());
    assert.deepEqual(await found(), [['person', 8, 8]]);
    await storeResults(store, [partlyFailedResult(1, [1])]);
    assert.deepEqual(await found(), before);
    await storeResults(store, [sampleResult(1)]);
    assert.deepEqual(await found(), [['person', 12, 12]]);
  });

  it('leaves the sums by minute as it leaves those by second', async () => {
    const sums = async (by: string) => {
      const rows = await store.reader.counts({ by });
      const looked = rows.filter(({ lookedFrames }) => lookedFrames !== 0);
      return looked.map(({ detections, frames, lookedFrames }) => [detections, frames, lookedFrames]);
    };
    for (const change of [() => store.ledger.open(sampleRun()), () => storeResults(store, [sampleResult(1)])]) {
      await change();
      assert.deepEqual(await sums('minute'), await sums('second')); // all frames are within the first
      assert.deepEqual(await sums('minute,label'), await sums('second,label'));
    }
    assert.deepEqual(await sums('minute'), [[12, 12, 12]]);
  });
});
