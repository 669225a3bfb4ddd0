import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';
import { sampleResult, sampleRun, storeResults } from '../fixtures/samples.ts';

/** Four frames a chunk, 25 a second. */
const at = (frame: number) => frame / 25;

describe('what was looked at of a run over several times', () => {
  const folder = temporaryFolder();
  let store: DuckDbStore;
  const range = (start: number | null, end: number | null) => ({ start, end });
  beforeEach(async () => {
    store = await DuckDbStore.open(join(folder(), 'detections.duckdb'));
    const run = sampleRun();
    const ranges = [range(null, at(6)), range(at(40), at(48)), range(at(100), at(120))];
    await store.ledger.open({ ...run, settings: { ...run.settings, end: at(120), ranges } });
    const late = (index: number) => {
      const result = sampleResult(index);
      const shift = [
        [0, 0, 0, 0],
        [0, 0, 34, 34],
        [34, 34, 34, 34],
      ][index]!;
      const frames = result.frames.map((frame, place) => {
        const frameIndex = frame.frameIndex + shift[place]!;
        return { ...frame, frameIndex, ptsSeconds: at(frameIndex) };
      });
      return { ...result, firstFrameIndex: frames[0]!.frameIndex, frames };
    };
    await storeResults(store, [late(0), late(1), late(2)]);
  });
  afterEach(() => store.close());

  const coverage = async (filter = {}) =>
    (await store.reader.coverage({ run: 'r1', ...filter })).map(({ state, from, to, frames }) => [
      state,
      from,
      to,
      frames,
    ]);

  it('names the times between as outside, and counts the frames of each', async () => {
    await store.ledger.endInput(await store.ledger.read('r1'), { sampledFrames: 12, frameCount: 60, inputError: null });
    assert.deepEqual(await coverage(), [
      ['looked', 0, at(5), 6],
      ['outside', at(6), at(40), null],
      ['looked', at(40), at(45), 6],
      ['outside', at(48), at(100), null],
      ['outside', at(120), null, null],
    ]);
  });

  it('does so before all of it was looked at', async () => {
    assert.deepEqual(await coverage(), [
      ['looked', 0, at(6), null],
      ['outside', at(6), at(40), null],
      ['looked', at(40), at(45), null],
      ['missing', at(45), null, null],
      ['outside', at(48), at(100), null],
      ['outside', at(120), null, null],
    ]);
  });
});
