import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import type { ChunkResult } from '../../../shared/chunk-result.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';
import {
  failedResult,
  partlyFailedResult,
  sampleFrame,
  sampleResult,
  sampleRun,
  storeResults,
} from '../fixtures/samples.ts';

describe('A result that claims frames of another chunk', () => {
  const folder = temporaryFolder();
  let store: DuckDbStore;
  beforeEach(async () => {
    store = await DuckDbStore.open(join(folder(), 'detections.duckdb'));
    await store.ledger.open(sampleRun());
  });
  afterEach(() => store.close());

  const claiming = (result: ChunkResult, frames: readonly number[]): ChunkResult => ({
    ...result,
    firstFrameIndex: frames[0]!,
    frameCount: frames.length,
    frames: result.state === 'stored' ? frames.map((index) => sampleFrame(index)) : [],
  });
  const ends = async (sampledFrames: number) =>
    store.ledger.endInput(await store.ledger.read('r1'), {
      sampledFrames,
      frameCount: sampledFrames,
      inputError: null,
    });
  /** What the ledger and the rows hold: state, frames stored by the ledger, frames and detections in the rows and in the sums. */
  const content = async () => {
    const { state, storedFrames } = await store.ledger.read('r1');
    const rows: number[] = [];
    for await (const batch of await store.reader.detections({}))
      rows.push(...batch.map(({ frameIndex }) => frameIndex));
    const [sums] = await store.reader.counts({ by: 'label' });
    return [state, storedFrames, new Set(rows).size, rows.length, sums?.frames, sums?.detections];
  };

  it('takes nothing of theirs with it where it failed', async () => {
    const forged = claiming(failedResult(0), [8, 9, 10]);
    await storeResults(store, [forged, sampleResult(1), sampleResult(2)]);
    await ends(12);
    assert.deepEqual(await content(), ['open', 8, 8, 8, 8, 8]);
    await storeResults(store, [sampleResult(0)]);
    assert.deepEqual(await content(), ['complete', 12, 12, 12, 12, 12]);
  });

  for (const [where, frames] of [
    ['at the beginning of that', [8, 9, 10]],
    ['in the middle of that', [9, 10]],
  ] as const) {
    it(`goes together with it where frames ${where} were stored twice`, async () => {
      await storeResults(store, [claiming(sampleResult(0), frames), sampleResult(1), sampleResult(2), sampleResult(3)]);
      await ends(16);
      assert.deepEqual(await content(), ['open', 8, 8, 8, 8, 8]);
      await storeResults(store, [sampleResult(0), sampleResult(2)]);
      assert.deepEqual(await content(), ['complete', 16, 16, 16, 16, 16]);
    });
  }

  it('takes nothing of theirs with it when failed frames are tried again', async () => {
    const forged = claiming(failedResult(0), [9, 10]);
    await storeResults(store, [forged, sampleResult(1), sampleResult(2), partlyFailedResult(3, [1])]);
    await store.ledger.open(sampleRun());
    assert.deepEqual(await content(), ['open', 8, 8, 8, 8, 8]);
    await storeResults(store, [sampleResult(0), sampleResult(3)]);
    assert.deepEqual(await content(), ['open', 16, 16, 16, 16, 16]);
  });
});
